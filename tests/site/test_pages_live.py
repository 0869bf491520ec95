"""The site's pages in browsers: the landing page moves, a page follows a drag, and settings travel in the address."""

import io
import json
import re
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from gradlab.live import LossSurface
from gradlab.site.landing import Example
from tests.browser.finger import PHONE, Finger
from tests.site import firefox, webkit

ROOT = Path(__file__).parents[2]
THE_DESCENT = "document.querySelector('#descent .gradlab')"
LANDSCAPE = f"{THE_DESCENT}.querySelector('.picture canvas').toDataURL()"
NUMBER = "document.querySelector('#losssurface .error-number')?.dataset.error"
LEFT_BY_THE_HAND = f"""const [slider, tell] = arguments  // when it is painted
requestAnimationFrame(() => requestAnimationFrame(() => tell([slider.value, {NUMBER}])))"""


def rate_of(page):
    return float(page.locator("#descent .rate .slider-value").inner_text())


@pytest.fixture
def open_page(chromium, site):
    """Opens a page of the site, and tells of errors and requests elsewhere when the test is over."""
    contexts = []

    def open_page(path, **given):
        context = chromium.new_context(**{"viewport": {"width": 1400, "height": 900}, **given})
        contexts.append(context)
        page = context.new_page()
        page.troubles = []
        page.on("console", lambda said: said.type in ("error", "warning") and page.troubles.append(said.text))
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        page.on("request", lambda asked: re.match(rf"{site}/|data:|blob:", asked.url) or page.troubles.append(asked.url))
        page.goto(f"{site}/{path}")
        return page

    yield open_page
    troubles = [trouble for context in contexts for page in context.pages for trouble in page.troubles]
    for context in contexts:
        context.close()
    assert troubles == []


def hill_of_notebook_2(W, b):
    """The error of notebook 2's first hill at these settings, from its own cells."""
    cells = json.loads((ROOT / "notebooks/02_error_landscape.ipynb").read_text())["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    names = {}
    for source in code[: next(i for i, source in enumerate(code) if "LossSurface" in source)]:
        exec(re.sub(r"^(predict|check)\(.*", "", source, flags=re.MULTILINE), names)
    names["W"].assign(np.float32(W))
    names["b"].assign(np.float32(b))
    return LossSurface(names["error"], [names["W"], names["b"]]).error


def test_the_landing_page_overshoots_by_itself_until_it_is_taken_in_hand(open_page):
    page = open_page("")
    page.wait_for_function(
        "document.querySelector('#descent .regime-name')?.innerText.includes('diverging')", timeout=40_000
    )
    slider = page.locator("#descent .rate input")
    slider.focus()
    page.wait_for_timeout(300)
    before = rate_of(page)
    page.wait_for_timeout(2500)
    assert rate_of(page) == before
    slider.press("End")
    expect(page.locator("#descent .regime-name")).to_contain_text("diverging")
    slider.press("Home")
    expect(page.locator("#descent .regime-name")).to_contain_text("slow")


def test_the_landing_page_keeps_still_for_those_who_like_it_so(open_page):
    page = open_page("", reduced_motion="reduce")
    page.locator("#descent canvas").first.wait_for()
    page.wait_for_timeout(2500)
    assert rate_of(page) == 0.1
    page.locator("#descent .rate input").press("End")
    expect(page.locator("#descent .regime-name")).to_contain_text("diverging")


def test_the_landing_pages_run_is_pythons(open_page):
    page = open_page("?descent.learning_rate=0.3&descent.step=7")
    descent = Example().descent()
    descent.learning_rate, descent.step = 0.3, 7
    shown = page.locator("#descent .runs tbody tr").first
    expect(shown.locator("[data-error]")).to_have_count(1)
    assert float(shown.locator("[data-error]").get_attribute("data-error")) == pytest.approx(descent.error, rel=1e-12)
    settings = [float(cell.get_attribute("data-setting")) for cell in shown.locator("[data-setting]").all()]
    assert settings == pytest.approx(descent.settings, rel=1e-12)


def test_a_dragged_knob_moves_the_page_and_its_address_brings_it_back(open_page, site):
    page = open_page("02_error_landscape.html")
    view = page.locator("#losssurface .gradlab")
    slider = view.get_by_label("W", exact=True)
    slider.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    box = slider.bounding_box()
    before = view.locator(".error-number").get_attribute("data-error")
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] / 2, steps=6)
    page.mouse.up()
    expect(view.locator(".error-number")).not_to_have_attribute("data-error", before)
    shown = view.locator(".error-number").get_attribute("data-error")

    page.locator("#losssurface").get_by_role("button", name="copy a link to this").click()
    page.wait_for_function("location.search.length > 0")
    asked = parse_qs(urlparse(page.url).query)
    assert float(asked["losssurface.W"][0]) == pytest.approx(float(slider.input_value()), rel=1e-12)
    again = open_page(page.url.removeprefix(f"{site}/"))
    expect(again.locator("#losssurface .error-number")).to_have_attribute("data-error", shown)
    others = again.locator("#losssurface-2 .error-number")
    assert others.get_attribute("data-error") == page.locator("#losssurface-2 .error-number").get_attribute("data-error")


def test_the_hills_number_is_pythons(open_page):
    page = open_page("02_error_landscape.html?losssurface.W=4.5&losssurface.b=-3")
    shown = page.locator("#losssurface .error-number").get_attribute("data-error")
    assert float(shown) == pytest.approx(hill_of_notebook_2(4.5, -3.0), rel=1e-12)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("descent.learning_rate=fast", "learning_rate should be a number from"),
        ("descent.learning_rate=-1", "learning_rate should be a number from"),
        ("descent.step=99", "step should be a whole number from 0 to 30"),
        ("descent.learning_rat=0.2", "there is no such setting here: there are"),
        ("decent.step=2", "there is no such instrument on this page. Here is descent."),
        ("only=decent", "there is no such instrument on this page. Here is descent."),
    ],
)
def test_a_bad_address_falls_back_with_a_sentence(open_page, query, said):
    page = open_page(f"?{query}", reduced_motion="reduce")
    expect(page.locator(".gradlab-note").first).to_contain_text(said)
    page.locator("#descent canvas").first.wait_for()
    expect(page.locator("#descent .rate .slider-value")).to_have_text("0.1")


@pytest.mark.parametrize("around", ["blog", "slide"])
def test_the_snippet_shows_the_instrument_alone_in_somebodys_page(open_page, chromium, site, around):
    page = open_page("07_training_a_line.html?descent.learning_rate=0.3")
    tools = page.locator("#descent .gradlab-tools")
    tools.get_by_role("button", name="put this into a page").click()
    snippet = tools.locator("textarea").input_value()
    assert 'src="' + site in snippet
    styles = {
        "blog": "<style>main{max-width:700px;margin:auto}</style><h1>My blog</h1><main><p>Look:</p>%s<p>Nice.</p></main>",
        "slide": "<style>section{width:100vw;height:100vh;display:grid;place-items:center}</style><section>%s</section>",
    }
    theirs = chromium.new_context(viewport={"width": 1400, "height": 900}).new_page()
    theirs.set_content(styles[around] % snippet)
    frame = theirs.frame_locator("iframe")
    expect(frame.locator("#descent .slider-value").nth(1)).to_have_text("0.3")
    assert frame.locator(".gradlab").count() == 1
    assert frame.locator("header, .run-bar, .contents").count() == 0
    inside = theirs.frames[1]
    assert inside.evaluate("document.documentElement.scrollHeight - innerHeight") <= 0 or around == "blog"
    assert "only" not in parse_qs(urlparse(frame.locator(".gradlab-tools a").get_attribute("href")).query)
    theirs.context.close()


def test_the_landing_pages_descent_alone_is_as_small_as_there(open_page):
    page = open_page("?only=descent&descent.learning_rate=0.45", viewport={"width": 1110, "height": 560})
    expect(page.locator("#descent .rate .slider-value")).to_have_text("0.45")
    assert page.locator("header, .ways, .course").count() == 0
    assert not page.locator("#descent .weights").is_visible()
    assert page.evaluate("document.documentElement.scrollHeight - innerHeight") <= 0


def test_a_word_of_the_glossary_says_what_it_means(open_page):
    page = open_page("07_training_a_line.html")
    term = page.locator("a.term").first
    term.hover()
    expect(page.get_by_role("tooltip")).to_be_visible()
    assert page.get_by_role("tooltip").inner_text() == term.get_attribute("data-said")
    page.keyboard.press("Escape")
    expect(page.get_by_role("tooltip")).to_be_hidden()


def test_nothing_is_wider_than_a_phone(open_page, site_folder):
    page = open_page("", viewport={"width": 390, "height": 844}, has_touch=True)
    for path in sorted(site_folder.glob("*.html")):
        page.goto(f"{page.url.rpartition('/')[0]}/{path.name}")
        page.wait_for_timeout(600)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path.name


def test_the_second_visit_needs_no_network(open_page):
    page = open_page("07_training_a_line.html")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()  # now the worker sees what the page asks for
    page.locator("#descent canvas").first.wait_for()
    page.wait_for_timeout(500)
    page.context.set_offline(True)
    page.reload()
    page.locator("#descent canvas").first.wait_for(timeout=5000)
    page.troubles.clear()  # that the pages could not be asked for anew


def test_without_javascript_the_pages_have_their_pictures(open_page):
    page = open_page("02_error_landscape.html", java_script_enabled=False)
    pictures = page.locator(".gradlab-output img")
    assert pictures.count() >= 5
    for picture in pictures.all():
        picture.scroll_into_view_if_needed()
        assert len(picture.get_attribute("alt")) > 40
        assert picture.bounding_box()["height"] > 150


def test_a_page_that_is_not_there_leads_home(site_folder, chromium, site):
    page = chromium.new_context().new_page()
    page.goto(f"{site}/404.html")
    page.wait_for_function(f"document.querySelector('#home').href === '{site}/'")
    page.context.close()


def overshoots(wait_for):
    """Waits in some browser until the landing page's descent has moved, and jumps over the valley."""
    first = wait_for(f"{THE_DESCENT}?.querySelector('.regime-name')?.innerText && {LANDSCAPE}")
    wait_for(f"{LANDSCAPE} !== {first!r}")
    wait_for(f"{THE_DESCENT}.querySelector('.regime-name').innerText.includes('oscillating')", 40)


@pytest.fixture(scope="module")
def fox():
    path = firefox.find()
    if not path:
        from tests.site.conftest import _missing

        _missing("There is no Firefox here", "apt-get install firefox-esr gets one.")
    pytest.importorskip("marionette_driver")
    with firefox.firefox(path) as driver:
        yield driver


def wait_for(fox, script, seconds=30):
    from marionette_driver import Wait

    return Wait(fox, timeout=seconds, interval=0.1).until(lambda driver: driver.execute_script(f"return {script}"))


@pytest.mark.browser
def test_firefox_the_landing_page_moves(fox, site):
    fox.navigate(f"{site}/")
    overshoots(partial(wait_for, fox))


@pytest.mark.browser
def test_firefox_a_live_page_follows_a_drag_and_its_number_is_pythons(fox, site):
    from marionette_driver.marionette import ActionSequence

    fox.navigate(f"{site}/02_error_landscape.html?losssurface.b=-3")
    before = wait_for(fox, NUMBER)
    slider = fox.find_element("css selector", "#losssurface .knob input")
    fox.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", [slider])
    drag = ActionSequence(fox, "pointer", "hand", {"pointerType": "mouse"})
    drag.pointer_move(0, 0, origin=slider).pointer_down().pointer_move(60, 0, origin=slider, duration=300)
    drag.pointer_up().perform()
    wait_for(fox, f"{NUMBER} !== '{before}'")
    W, after = fox.execute_async_script(LEFT_BY_THE_HAND, [slider])
    assert float(after) == pytest.approx(hill_of_notebook_2(float(W), -3.0), rel=1e-12)


@pytest.fixture(scope="module")
def kit():
    if not webkit.is_here():
        from tests.site.conftest import _missing

        _missing("There is no WebKit here", "apt-get install webkit2gtk-driver xvfb gets one.")
    pytest.importorskip("selenium")
    with webkit.webkit() as driver:
        yield driver


def wait_in(kit, script, seconds=30):
    from selenium.webdriver.support.wait import WebDriverWait

    return WebDriverWait(kit, seconds, 0.1).until(lambda driver: driver.execute_script(f"return {script}"))


@pytest.mark.browser
def test_webkit_the_landing_page_moves(kit, site):
    kit.get(f"{site}/")
    overshoots(partial(wait_in, kit))


@pytest.mark.browser
def test_webkit_a_live_page_follows_a_drag_and_its_number_is_pythons(kit, site):
    from selenium.webdriver import ActionChains

    kit.get(f"{site}/02_error_landscape.html?losssurface.b=-3")
    before = wait_in(kit, NUMBER)
    slider = kit.find_element("css selector", "#losssurface .knob input")
    kit.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", slider)
    ActionChains(kit).move_to_element(slider).click_and_hold().move_by_offset(60, 0).release().perform()
    wait_in(kit, f"{NUMBER} !== '{before}'")
    W, after = kit.execute_async_script(LEFT_BY_THE_HAND, slider)
    assert float(after) == pytest.approx(hill_of_notebook_2(float(W), -3.0), rel=1e-12)


@pytest.fixture
def on_a_phone(open_page):
    def on_a_phone(path):
        page = open_page(path, **PHONE)
        page.locator(".gradlab-output .gradlab").last.wait_for()
        page.wait_for_timeout(1500)  # until what grows above has grown
        return page, Finger(page)

    return on_a_phone


def test_a_finger_on_a_dial_turns_it_and_leaves_the_page_where_it_is(on_a_phone):
    page, finger = on_a_phone("01_potentiometers.html")
    dial, value = page.locator("#potentiometers .dial").first, page.locator("#potentiometers .knob-value").first
    before = value.inner_text()
    assert finger.swipe(dial, 20, -60) < 10
    assert value.inner_text() != before


def test_a_finger_along_a_slider_turns_it_and_across_it_moves_the_page(on_a_phone):
    page, finger = on_a_phone("01_potentiometers.html")
    slider, value = page.locator("#potentiometers .knob input").first, page.locator("#potentiometers .knob-value").first
    finger.draws_along_only(slider, value, 60)


def test_a_finger_on_a_hill_turns_the_hill_and_leaves_the_page_where_it_is(on_a_phone):
    page, finger = on_a_phone("02_error_landscape.html")
    hill = page.locator("#losssurface .terrain").first
    before = hill.evaluate("hill => hill.toDataURL()")
    assert finger.swipe(hill, 60, -80) < 10
    assert hill.evaluate("hill => hill.toDataURL()") != before
    assert finger.swipe(page.locator("main p").nth(3), 0, -120) > 60, "beside the hill the page moves"


def test_in_forced_colours_it_is_seen_what_is_chosen_and_where_a_slider_stands(open_page):
    page = open_page("02_error_landscape.html", forced_colors="active")
    page.locator("#losssurface-2 button[aria-pressed='true']").wait_for()
    background = "it => getComputedStyle(it).backgroundColor"
    buttons = (page.locator(f"#losssurface-2 button[aria-pressed='{it_is}']").first for it_is in ("true", "false"))
    chosen, other = (button.evaluate(background) for button in buttons)
    assert chosen != other
    slider = page.locator("#losssurface-2 .knob input").first
    slider.scroll_into_view_if_needed()
    seen = Image.open(io.BytesIO(slider.screenshot())).convert("RGB")
    colours = {seen.getpixel((x, y)) for x in range(5, seen.width - 5) for y in (1, seen.height // 2)}
    assert len(colours) >= 3, "the paper, a track and a thumb"
