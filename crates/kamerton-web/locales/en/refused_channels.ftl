# Why something cannot be done with a channel.

refused-channel-no-kind = There is no channel of the kind “{ $text }”.
refused-channel-no-connection = This channel is no longer here.
refused-channel-empty-field = Fill in every field that is required: nothing was saved.
refused-channel-wrong-field = One of the fields contains something that does not belong there: nothing was saved.
refused-channel-no-way = With these certificates and this proxy the platform cannot be reached. Check them; nothing was saved.
refused-channel-nameless = Give the channel a name: nothing was saved.
refused-channel-not-connected = No channel is connected to “{ $text }”. Connect one, or write on the platform itself.
refused-channel-off = The channel “{ $text }” is switched off. Switch it on to answer.
refused-channel-signed-out = The platform does not let “{ $text }” in. Connect it again, then answer.
refused-channel-cannot = The channel “{ $text }” cannot { $what }.
refused-channel-not-writable = In “{ $text }” the channel “{ $channel }” is not allowed to write. Give it that right on the platform.
refused-channel-elsewhere = Nobody reads answers in “{ $text }”. Answer at the e-mail address or phone number the person left: you will find them on that person’s page.
refused-channel-no-file = This file can be opened only on its platform: open the message there.
refused-channel-not-fetched = The platform did not hand over the file. { $why }
refused-channel-window = { $count ->
    [one] The platform lets you answer within { $count } hour of their last message, and that time is over. Wait until they write again.
   *[other] The platform lets you answer within { $count } hours of their last message, and that time is over. Wait until they write again.
}
refused-channel-not-ours = The account of the channel “{ $text }” did not write this: only its own messages can be changed.
refused-channel-edits-over = { $count ->
    [one] The platform lets a message be changed for { $count } hour, and that time is over.
   *[other] The platform lets a message be changed for { $count } hours, and that time is over.
}
refused-channel-long = { $count ->
    [one] The text is too long: it has { $has } characters, but one message there may have { $count }.
   *[other] The text is too long: it has { $has } characters, but one message there may have { $count }.
}
refused-channel-files = { $count ->
    [0] Files cannot be sent there.
    [one] One message there may have { $count } file.
   *[other] One message there may have { $count } files.
}
refused-channel-file-large = The file “{ $text }” is too large: at most { $size } there.
refused-channel-nothing = There is nothing to send: write something.
refused-channel-no-outgoing = There is no such outgoing message.
refused-channel-moved-on = This message has already changed: look again.
refused-channel-not-reached = This channel does not reach “{ $text }”.
refused-channel-other-kind = “{ $text }” is a place of another kind: the two cannot be joined.
refused-channel-already-live = “{ $text }” is itself connected: it cannot be joined to another place.
refused-channel-private = “{ $text }” is a private conversation: you can only answer it, and nothing from it can be shared elsewhere.
refused-channel-other = “{ $text }” is reached by another channel, and a message can be shared only within one channel. Write there yourself.
refused-channel-answers = { $count ->
    [one] A poll needs from 2 to { $count } different answers: nothing was sent.
   *[other] A poll needs from 2 to { $count } different answers: nothing was sent.
}
refused-channel-long-answer = { $count ->
    [one] The answer “{ $text }” is too long: { $count } character fits there.
   *[other] The answer “{ $text }” is too long: { $count } characters fit there.
}
refused-channel-open-only = The channel “{ $text }” shows who chose what: ask openly.
refused-channel-time-passed = This time has passed or is about to: choose a later one, or send at once.
refused-channel-no-reason = Say why: the reason stays in Kamerton, and nobody there sees it.
refused-channel-nobody = This author cannot be restricted: it is one of your team, or the account is gone.
refused-channel-no-restriction = The channel “{ $text }” cannot restrict anybody in this way.
refused-channel-for-good = The channel “{ $text }” can only restrict permanently: leave the time out.
refused-channel-ours = This message is your own: it can simply be deleted from the place.
refused-channel-no-invitations = The channel “{ $channel }” cannot make invitations to “{ $text }”.
refused-channel-nameless-invitation = { $count ->
    [one] Name the invitation, in at most { $count } character: the name shows you where people came from.
   *[other] Name the invitation, in at most { $count } characters: the name shows you where people came from.
}
refused-channel-nothing-to-answer = This step has no message to answer.

channel-act-reply = answer messages
channel-act-private = write to a person in private
channel-act-post = post messages
channel-act-schedule = schedule posts
channel-act-files = send files
channel-act-repost = share other people’s messages
channel-act-edit = change your own messages
channel-act-delete = delete your own messages
channel-act-moderate = delete other people’s messages
channel-act-pin = pin messages
channel-act-ask = create polls
channel-act-restrict = restrict people

# Why a channel does not work; channels themselves bring more of these.
channel-why-no-address = “{ $host }” is not a valid address: begin it with https://.
channel-why-private = { $host } leads into a private network. If that is intended, ask Kamerton’s administrator to allow it.
channel-why-redirected = { $host } leads elsewhere: enter the address it leads to.
channel-why-elsewhere = { $host } is not one of the hosts this channel is allowed to contact.
channel-why-unsendable = The request to { $host } cannot be sent: check the fields for unusual characters.
channel-why-late = { $host } did not answer in time.
channel-why-too-large = { $host } sent a larger answer than Kamerton accepts: nothing of it was kept.
channel-why-no-proxy = { $host } cannot be reached: connections of this kind cannot go through a proxy.
channel-why-no-name = The name { $host } was not found: check the address.
channel-why-nobody = Nothing answers at { $host }.
channel-why-tls = There is no secure connection with { $host }, or its certificate is not trusted.
channel-why-unreached = { $host } cannot be reached.
channel-why-no-public = The platform has to reach this installation: ask the administrator to set its public address.
channel-why-not-opened = The channel cannot be opened: enter its keys again.
channel-why-ended = The program stopped while it was being sent.
channel-why-act = What was to be sent can no longer be read.
channel-why-both = { $ours } The platform’s own words: “{ $said }”.
channel-why-said = “{ $said }”.
channel-why-none = No reason was given.
channel-why-kind-limited = The platform asks Kamerton to wait: “{ $said }”.
channel-why-kind-sign-in = The platform rejected the sign-in: “{ $said }”.
channel-why-kind-refused = The platform refused: “{ $said }”.
channel-why-kind-passing = The platform cannot do it right now: “{ $said }”.
channel-why-kind-unknown = The answer was lost, but it may have been done: “{ $said }”.
channel-why-kind-unreadable = The platform’s answer cannot be understood. For developers: “{ $said }”.
channel-why-kind-settings = The settings are not right: “{ $said }”.
