// Everything the client's form runs. The server answers with all of it in one piece (web/assets.py).

import "./sent_once.js";
import "./page_guard.js";
import "./line.js";
import "./send.js";
import "./listen.js";
import "./bring_back.js";
