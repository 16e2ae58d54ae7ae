// A page that answers a sent form stands in the browser's history with everything that was sent, and
// browsers write their history down, to restore it after a crash. Made a page that was only looked at,
// it holds nothing; and loading it anew sends nothing a second time.

history.replaceState(history.state, "", location.href);
