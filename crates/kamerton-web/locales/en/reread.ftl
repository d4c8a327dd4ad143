# Settings, the new reading: what a new version of the analysis reads otherwise, and when it takes over.

settings-reread = Re-reading
saved-reread-now = The new reading takes over as soon as everything is read
saved-reread-later = Very well, it will wait for you
saved-reread-ask = Saved: how a new reading takes over

reread-lead = When an update improves how Kamerton reads messages, Kamerton reads the whole history again by itself and shows here what it reads differently. The new reading takes over by itself, as soon as everything has been read, or when you agree. Your corrections stay.
reread-none = The history has not been read again yet.
reread-all = The whole history has been read by version { $count } of the analysis.
reread-begins = The history is about to be read again.
reread-reads = The history is being read again, up to { $day } so far.
reread-ready = The history has been read. We are waiting for your decision.
reread-soon = The history has been read, and the new reading is taking over.
reread-done = New reading since { $when }.
reread-looked = { $count ->
    [one] { $count } message was read again.
   *[other] { $count } messages were read again.
}
reread-differing = { $count ->
    [0] All of them are read as before.
    [one] { $count } is read differently.
   *[other] { $count } are read differently.
}
reread-old-still = All pages show the old reading for now. New messages already get the new one.
reread-turns = People switch one at a time: some are shown by the new reading already, others still by the old one.
reread-switch = Take over
reread-later = Later
reread-switch-help = You can keep using everything meanwhile. With a large history it takes minutes to switch everybody, with a very large one tens of minutes.

reread-labels = What we find in messages
reread-labels-none = We find the same as before.
reread-label = What
reread-before = Before
reread-after = Now
reread-gained = Gained
reread-lost = Lost
reread-people = People
reread-moved = { $count ->
    [0] Nobody’s state has changed.
    [one] { $count } person is in another state.
   *[other] { $count } people are in another state.
}
reread-people-later = You will see whose state changes after the switch.
reread-no-alarm = Old messages that are only understood now change people’s charge as of the day they were said. They bring no steps and no news.
reread-tones = Tone
reread-tone = tone
reread-tone-negative = negative
reread-tone-neither = neutral
reread-tone-positive = positive
reread-examples = Examples
reread-examples-help = Some examples of each kind of change.

reread-ask-title = How the new reading takes over
reread-ask-no = By itself, as soon as everything has been read
reread-ask-yes = Only when you agree

reread-label-greeting = greeting
reread-label-confirms = agrees
reread-label-helps = gives a useful answer
reread-label-owns = has our product
