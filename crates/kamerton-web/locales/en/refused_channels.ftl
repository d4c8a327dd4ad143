# Why something cannot be done with a channel.

refused-channel-no-kind = There is no channel of the kind “{ $text }”.
refused-channel-no-connection = This channel is not here any more.
refused-channel-empty-field = Fill in every field that is required: nothing was saved.
refused-channel-wrong-field = One of the fields holds what cannot stand there: nothing was saved.
refused-channel-no-way = With these certificates and this proxy the platform cannot be reached: look at them again, nothing was saved.
refused-channel-nameless = Name the channel: nothing was saved.
refused-channel-not-connected = No connected channel reaches “{ $text }”. Connect one, or answer right there.
refused-channel-off = The channel “{ $text }” is switched off. Switch it on to answer.
refused-channel-signed-out = The platform does not let “{ $text }” in. Connect it anew, then answer.
refused-channel-cannot = The channel “{ $text }” cannot { $what }.
refused-channel-not-writable = In “{ $text }” the channel “{ $channel }” may not write. Give it that right there.
refused-channel-elsewhere = Nobody reads answers in “{ $text }”. Answer to the e-mail address or the number that the person left: they stand on the page of that person.
refused-channel-no-file = This file can be opened on its platform only: open the message there.
refused-channel-not-fetched = The platform did not give the file out. { $why }
refused-channel-window = { $count ->
    [one] The platform lets us answer within { $count } hour of their last message, and it is over. Wait until they write again.
   *[other] The platform lets us answer within { $count } hours of their last message, and they are over. Wait until they write again.
}
refused-channel-not-ours = The account of the channel “{ $text }” did not say this: only what it said can be changed.
refused-channel-edits-over = { $count ->
    [one] The platform lets a message be changed for { $count } hour, and that is over.
   *[other] The platform lets a message be changed for { $count } hours, and that is over.
}
refused-channel-long = { $count ->
    [one] The text is too long: it has { $has } characters, one message there may have { $count }.
   *[other] The text is too long: it has { $has } characters, one message there may have { $count }.
}
refused-channel-files = { $count ->
    [0] No files can be sent along there.
    [one] One message there may have { $count } file.
   *[other] One message there may have { $count } files.
}
refused-channel-file-large = The file “{ $text }” is too large: at most { $size } there.
refused-channel-nothing = There is nothing to send: write a text.
refused-channel-no-outgoing = There is no such outgoing message.
refused-channel-moved-on = Something has become of this message already: look again.
refused-channel-not-reached = This channel does not reach “{ $text }”.
refused-channel-other-kind = “{ $text }” is a place of another kind: both cannot be one.
refused-channel-already-live = “{ $text }” is connected itself: it cannot be joined to another.
refused-channel-private = “{ $text }” is a private talk: it can be answered and nothing else, and nothing of it goes elsewhere.
refused-channel-other = “{ $text }” is reached by another channel: a message is shared within one. Write there yourself.
refused-channel-answers = { $count ->
    [one] It takes from 2 to { $count } different answers: nothing was sent.
   *[other] It takes from 2 to { $count } different answers: nothing was sent.
}
refused-channel-long-answer = { $count ->
    [one] The answer “{ $text }” is too long: { $count } character fits there.
   *[other] The answer “{ $text }” is too long: { $count } characters fit there.
}
refused-channel-open-only = The channel “{ $text }” shows who chose what: ask openly.
refused-channel-time-passed = This moment has passed or is about to: choose a later one, or send at once.
refused-channel-no-reason = Say why: it stays with us, nobody there sees it.
refused-channel-nobody = This author cannot be restricted: it is one of us, or the account is gone.
refused-channel-no-restriction = The channel “{ $text }” cannot restrict anybody so.
refused-channel-for-good = The channel “{ $text }” restricts for good only: leave the time out.
refused-channel-ours = This message is ours: it can simply be deleted from the place.
refused-channel-no-invitations = The channel “{ $channel }” makes no invitations into “{ $text }”.
refused-channel-nameless-invitation = { $count ->
    [one] Name the invitation, in { $count } character at most: by the name you see where people came from.
   *[other] Name the invitation, in { $count } characters at most: by the name you see where people came from.
}
refused-channel-nothing-to-answer = Behind this step there is no message to answer.

channel-act-reply = answer a message
channel-act-private = write to a person in private
channel-act-post = write in a place
channel-act-schedule = put messages off
channel-act-files = send files along
channel-act-repost = pass on a message of somebody else
channel-act-edit = change what was said
channel-act-delete = delete what we said
channel-act-moderate = delete what others said
channel-act-pin = pin messages
channel-act-ask = hold polls
channel-act-restrict = restrict people

# Why a channel does not work; channels themselves bring more of these.
channel-why-no-address = “{ $host }” is no address that can be asked: begin it with https://.
channel-why-private = { $host } leads into a private network. If that is meant, ask the administrator of Kamerton to allow it.
channel-why-redirected = { $host } leads elsewhere: name the address it leads to.
channel-why-elsewhere = { $host } is not one of the hosts that this channel may ask.
channel-why-unsendable = The request to { $host } cannot be sent: check what was filled in for strange characters.
channel-why-late = { $host } did not answer in time.
channel-why-too-large = { $host } answers with more than is taken: nothing of it was kept.
channel-why-no-proxy = { $host } cannot be reached: connections of this kind go by no proxy.
channel-why-no-name = Nobody knows the name { $host }: check the address.
channel-why-nobody = Nobody listens at { $host }.
channel-why-tls = There is no secure connection with { $host }, or its certificate is not trusted.
channel-why-unreached = { $host } cannot be reached.
channel-why-no-public = The platform has to reach this installation: ask the administrator to set its public address.
channel-why-not-opened = The channel cannot be opened: enter its keys anew.
channel-why-ended = The program ended while it was being sent.
channel-why-act = What was to be sent cannot be read any more.
channel-why-both = { $ours } The platform's own words: “{ $said }”.
channel-why-said = “{ $said }”.
channel-why-none = The reason was not told.
channel-why-kind-limited = The platform asks to wait: “{ $said }”.
channel-why-kind-sign-in = The platform refuses the sign-in: “{ $said }”.
channel-why-kind-refused = The platform refuses: “{ $said }”.
channel-why-kind-passing = The platform cannot do it just now: “{ $said }”.
channel-why-kind-unknown = The answer was lost, and it may have been done: “{ $said }”.
channel-why-kind-unreadable = The answer of the platform cannot be understood. For developers: “{ $said }”.
channel-why-kind-settings = The settings do not fit: “{ $said }”.
