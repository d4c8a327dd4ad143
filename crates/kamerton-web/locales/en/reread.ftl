# Settings, the new reading: what a new version of the analysis reads otherwise, and when it takes over.

settings-reread = New reading
saved-reread-now = The new reading takes over as soon as everything is read
saved-reread-later = Very well, not without you
saved-reread-ask = Saved: how a new reading takes over

reread-lead = When an update teaches the program to read better, it reads the whole history again by itself, shows what changed, and takes over person by person. What you corrected stays.
reread-none = The history has not been read again yet.
reread-all = The whole history is read by version { $count }.
reread-begins = The history is about to be read again.
reread-reads = The history is being read again, up to { $day } so far.
reread-ready = The history is read. It is your word we wait for.
reread-soon = The history is read, the new reading is taking over.
reread-done = Read anew since { $when }.
reread-looked = { $count ->
    [one] { $count } message was read again.
   *[other] { $count } messages were read again.
}
reread-differing = { $count ->
    [0] All of them as before.
    [one] { $count } is read otherwise.
   *[other] { $count } are read otherwise.
}
reread-old-still = All pages show the old reading for now. New messages are read anew already.
reread-turns = People take their turns: each of them you see by the old reading or by the new, never by both.
reread-switch = Take over
reread-later = Later
reread-switch-help = Everything can be used meanwhile. With a large history it takes some minutes until everybody is taken over.

reread-labels = What we find in messages
reread-labels-none = We find the same as before.
reread-label = What
reread-before = Before
reread-after = Now
reread-gained = Gained
reread-lost = Lost
reread-people = People
reread-moved = { $count ->
    [0] Nobody's state has changed.
    [one] { $count } person is in another state.
   *[other] { $count } people are in another state.
}
reread-people-later = Whose state changes is seen after the switch.
reread-no-alarm = Old messages that are understood only now change the charge of people on the day they were said. They bring no steps and no news.
reread-tones = Tone
reread-tone = tone
reread-tone-negative = bad
reread-tone-neither = even
reread-tone-positive = good
reread-examples = Examples
reread-examples-help = Some of each kind of change.

reread-ask-title = How it takes over
reread-ask-no = At once, when everything is read
reread-ask-yes = Ask first

reread-label-greeting = greeting
reread-label-confirms = confirms
reread-label-helps = helps
reread-label-owns = owns it
