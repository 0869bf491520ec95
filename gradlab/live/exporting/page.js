// The page of an exported notebook, or of one instrument: all its instruments live, without a kernel and without a network.

import "./page.css";
import { bringToLife } from "./outputs.js";

bringToLife();
