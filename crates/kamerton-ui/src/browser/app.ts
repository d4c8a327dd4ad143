// What pages do beyond links and forms. Everything here is a comfort: without it, each form still
// posts and each link still leads somewhere.
import "./htmx";
import "./toast";
import "./tabs";
import "./palette";
import "./shortcuts";
import "./password";
import "./copy";
import "./live";
import "./upload";
