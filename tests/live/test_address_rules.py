"""What may travel in the address of a page: every rule is about a trait, and allows what the trait itself allows."""

import math

import pytest
import traitlets

import gradlab as tf
from gradlab import live


def line():
    W, b = tf.Variable(16.0, name="W"), tf.Variable(16.0, name="b")
    return (lambda: tf.square(W - 3.0) + tf.square(b - 0.5)), [W, b]


MAKE = {
    "Potentiometers": lambda: live.Potentiometers(*line()),
    "LossSurface": lambda: live.LossSurface(*line()),
    "Blindfold": lambda: live.Blindfold(*line()),
    "Descent": lambda: live.Descent(*line(), steps=20),
    "Tangent": lambda: live.Tangent(lambda x: x * x),
    "TapeDeck": lambda: live.TapeDeck(*line()),
    "Race": lambda: live.Race("canyon", steps=40),
    "Playground": lambda: live.Playground("moons"),
}
SAMPLES = {
    "number": lambda rule: [rule["low"], (rule["low"] + rule["high"]) / 2, rule["high"]],
    "whole": lambda rule: [rule["low"], rule["high"]],
    "choice": lambda rule: rule["of"],
    "switch": lambda rule: [True, False],
    "row": lambda rule: [[each["low"] for each in rule["of"]], [each["high"] for each in rule["of"]]],
    "wholes": lambda rule: [[], [rule["low"]], [rule["high"]] * rule["most"]],
    "some": lambda rule: [[], rule["of"][:1]],
}
BEYOND = {
    "number": lambda rule: [rule["low"] - 1 - abs(rule["low"]), math.nan],
    "whole": lambda rule: [rule["low"] - 1, rule["high"] + 1],
    "wholes": lambda rule: [[rule["low"] - 1], [rule["high"] + 1], [rule["low"]] * (rule["most"] + 1)],
    "choice": lambda rule: ["no such thing"],
}


@pytest.mark.parametrize("name", MAKE)
def test_what_a_rule_allows_python_allows(name):
    instrument = MAKE[name]()
    rules = instrument.address_rules()
    assert rules
    for trait, rule in rules.items():
        assert instrument.has_trait(trait), trait
        assert not trait.startswith("_")
        for value in SAMPLES.get(rule.get("kind"), lambda _: [])(rule):
            setattr(instrument, trait, value)
    instrument.close()


@pytest.mark.parametrize("name", ["Descent", "Playground", "Tangent"])
def test_what_lies_beyond_a_rule_python_refuses_too(name):
    instrument = MAKE[name]()
    knobs = {knob.name for knob in instrument.knobs}  # whose ranges are those of the page alone
    for trait, rule in instrument.address_rules().items():
        for value in BEYOND.get(rule.get("kind"), lambda _: [])(rule) if trait not in knobs else []:
            with pytest.raises((ValueError, TypeError, traitlets.TraitError)):
                setattr(instrument, trait, value)
    instrument.close()


def test_each_surface_of_a_race_brings_a_start_that_its_rule_allows():
    race = MAKE["Race"]()
    rules = race.address_rules()
    assert set(rules["surface"]["brings"]) == set(rules["surface"]["of"]) == set(rules["start"]["of"])
    for surface, brought in rules["surface"]["brings"].items():
        for value, rule in zip(brought["start"], rules["start"]["of"][surface]["of"]):
            assert rule["low"] <= value <= rule["high"]
        race.surface = surface
        assert list(race.start) == brought["start"]
        assert race.optimizers == brought["optimizers"]


def test_a_run_travels_with_what_was_kept_and_not_with_the_variables():
    rules = MAKE["Descent"]().address_rules()
    assert {"learning_rate", "start", "kept", "step", "view"} <= set(rules)
    assert not {"W", "b"} & set(rules)
    assert set(rules["kept"]["fields"]) == {"learning_rate", "start"}


def test_a_page_does_not_speak_unasked():
    assert "tone" not in MAKE["Blindfold"]().address_rules()
