# Channels: what is connected, what can be, and how it is.

settings-channels = Channels
channels-title = Channels
saved-channel = Saved: channel
saved-channel-on = The channel is on
saved-channel-off = The channel is off
saved-channel-again = What was not understood is being read again
saved-channel-removed = The channel is disconnected. Everything that came through it has stayed.

channels-lead = Channels bring into Kamerton what people write on platforms, and take your answers back there if the platform accepts them. You set each channel up only once.
channels-now = Connected
channels-none = Nothing is connected yet. Begin with the place where people talk to you most.
channels-add = Connect
channels-connect = Connect
channels-connect-one = Connect a channel
channels-connect-title = Connect: { $kind }
channels-other = Anything else
channels-other-about = Any program or service can send events here in signed requests. Kamerton only receives them: to answer as well, connect “A program of your own”.
channels-other-open = Open

channels-can-hear = hears what is new
channels-can-past = reads the past
channels-can-answer = answers
channels-can-mentions = finds mentions

channels-state = How it is
channels-state-off = Off
channels-state-off-text = Nothing is received and nothing is sent. Whatever is missed meanwhile is read later, where the platform gives access to the past.
channels-state-needs_sign_in = Needs a new sign-in
channels-state-needs_sign_in-text = The platform refuses the channel’s key, so nothing works. Enter the key again and check. { $why }
channels-state-limited = Waiting
channels-state-limited-text = The platform asks Kamerton to wait until { $when }. There is nothing for you to do: it continues by itself. { $why }
channels-state-broken = Not working
channels-state-broken-text = No connection since { $when }. Kamerton keeps trying, less and less often; nothing is lost. The reason: { $why }
channels-state-waiting = Waiting for the first message
channels-state-waiting-text = It is connected, but nothing has arrived yet. Write something there and see whether it appears here.
channels-state-connected = Working
channels-state-connected-text = New messages arrive by themselves.

channels-heard = Last message: { $when }
channels-unheard = Nothing has arrived yet
channels-asked = Last successful check: { $when }
channels-waiting =
    { $count ->
        [one] { $count } event has been waiting to be processed since { $when }
       *[other] { $count } events are waiting to be processed, the oldest since { $when }
    }
channels-waiting-count =
    { $count ->
        [one] { $count } event waiting
       *[other] { $count } events waiting
    }
channels-strange-count =
    { $count ->
        [one] { $count } event not understood
       *[other] { $count } events not understood
    }
channels-strange =
    { $count ->
        [one] One event was not understood: it is kept as it came.
       *[other] { $count } events were not understood: they are kept as they came.
    }
channels-again = Read again
channels-gap = Kamerton was not running from { $from } to { $until }, and the platform does not keep messages that long: what was said then is missing here. Load it from a file.
channels-goes-backfill = The past
channels-goes-reconcile = What was missed
channels-goes-on =
    { $count ->
        [one] Being read, { $count } event so far.
       *[other] Being read, { $count } events so far.
    }
channels-goes-done =
    { $count ->
        [one] Everything has been read: { $count } event.
       *[other] Everything has been read: { $count } events.
    }

channels-places = Places
channels-places-none = No places are known yet: they appear when something is said there, or when a check finds them.
channels-places-count =
    { $count ->
        [one] { $count } place
       *[other] { $count } places
    }
channels-people =
    { $count ->
        [one] { $count } member
       *[other] { $count } members
    }
channels-private =
    { $count ->
        [one] And { $count } private conversation.
       *[other] And { $count } private conversations.
    }
channels-read-only = read only
channels-adopted = joined with imported history

channels-check = Check
channels-found = What the check found
channels-grade-good = fine
channels-grade-lacking = something is missing
channels-grade-broken = does not work
channels-unlearnt = The check could not be carried out, and nothing was changed. Try again in a minute. The reason: { $why }
channels-connected-now = Connected. Press “Check” to see whether everything is in place.
channels-switch-on = Switch on
channels-switch-off = Switch off
channels-change = Change settings
channels-remove = Disconnect
channels-remove-help = Nothing more is received or sent, and the keys are erased. Messages and people stay. Messages waiting to be sent will not leave.
channels-remove-do = Disconnect the channel
channels-name = Its name in Kamerton
channels-name-help = To tell several channels of the same kind apart. If empty, it is named after its kind.
channels-rest = Other settings, only if you need them
channels-optional = optional
channels-secret-kept = It is set and kept encrypted. Leave the field empty to keep it.
channels-guide = How to connect
channels-hook = Address for calls
channels-homeless = To send new messages by itself, the platform needs a public https address of this installation. Kamerton’s administrator sets it in the server settings. Until there is one, Kamerton asks the platform for new messages.

channels-can = What Kamerton can do here
channels-cannot = What the platform does not allow
channels-left-out = What Kamerton does not do here
channels-history-some = The past is read as far back as the platform still shows it.
channels-history-all = The whole past is read.
channels-window = A person can be answered in private { $span } of their last message.
channels-within-days = { $count ->
    [one] within { $count } day
   *[other] within { $count } days
}
channels-within-hours = { $count ->
    [one] within { $count } hour
   *[other] within { $count } hours
}
channels-within-minutes = { $count ->
    [one] within { $count } minute
   *[other] within { $count } minutes
}
channels-acts = From here you can { $acts }.
channels-act-answer-private = answer in private
channels-act-restrict-silent = stop people writing
channels-act-restrict-out = remove people
channels-act-restrict-lifted = lift restrictions
channels-hand-off-same = A colleague can take a conversation over: for the person it stays the same conversation.
channels-hand-off-colleague = A colleague answers there in their own name.
channels-hand-off-link = A colleague or the person is given a link.
channels-longest = { $count ->
    [one] A message can have up to { $count } character.
   *[other] A message can have up to { $count } characters.
}
channels-edits-always = Sent messages can be changed at any time.
channels-edits-for = Sent messages can be changed { $span } of sending.
channels-files = { $count ->
    [one] One file can be sent with a message, up to { $size }.
   *[other] Up to { $count } files can be sent with a message, each up to { $size }, together up to { $all }.
}
channels-files-together = { $count ->
    [one] One file can be sent with a message, up to { $all }.
   *[other] Up to { $count } files can be sent with a message, together up to { $all }.
}
channels-files-in = Files that people have sent can be downloaded from here if they are no larger than { $size }. They are not stored here.

reply-title = Answer
reply-by = Sent through “{ $channel }” in the name of { $account }.
reply-by-unnamed = Sent through “{ $channel }”.
reply-seen-private = Only this person will see it.
reply-seen-place = Everybody in “{ $place }” will see it.
reply-until = You can answer until { $when }.
reply-text = Your answer
reply-send = Send
reply-written = The answer is on its way
amend-title = Change the message
amend-text = The text on the platform
amend-save = Change
amend-until = You can change it until { $when }.
amend-take-back = Delete from the platform
amend-take-back-help = The message disappears for everybody who sees it. Kamerton keeps a record that it was there.
amend-take-back-now = Delete
amend-written = The change is on its way
reply-files = Files
reply-files-help = { $count ->
    [one] { $count } file of up to { $size }.
   *[other] Up to { $count } files, each of up to { $size }, together up to { $all }.
}
reply-files-help-together = { $count ->
    [one] { $count } file of up to { $all }.
   *[other] Up to { $count } files, together up to { $all }.
}
reply-gap = The answer still has a gap, { $gap }: put your own words in its place. Nothing was sent.
reply-files-too-much = Together the files are larger than { $size }: send them in parts. Nothing was sent.
sent-take-back = Delete from the platform
sender-check-passed = The mail server confirmed the sender.
sender-check-failed = Not confirmed: this message may not be from the person it names. Do not act on requests for money or passwords before checking with the person in another way.
sender-check-unknown = The mail server cannot say whether this message is from this person.
sender-check-forged = sender not confirmed
sent-title = Sent from here
sent-by = { $name }, { $when }
sent-state-queued = waiting to be sent
sent-state-sending = being sent
sent-state-sent = sent
sent-state-failed = not sent
sent-state-unknown = it is not known whether it arrived
sent-unknown-help = The connection broke while it was being sent. Look on the platform to see whether it arrived, and say so here.
sent-was = It arrived
sent-again = It did not: send again
sent-dropped = It did not: leave it
sent-cancel = Do not send
sent-retry = Send again
sent-see = See it on the platform
sent-problem = The reason: { $why }
did-sent-was = Noted: it arrived
did-sent-again = Being sent again
did-sent-dropped = Noted: not sent
did-sent-cancel = It will not be sent
did-sent-retry = Being sent again
channels-sent = Recently sent
channels-adopt = Join with imported history
channels-adopt-title = Is it the same place?
channels-adopt-lead = If the history of this place was imported from a file, join them: new messages are kept together with the old ones, and nobody appears twice. Authors, times and words are compared.
channels-adopt-none = There are no imported places of this kind.
channels-adopt-same-words =
    { $count ->
        [one] { $count } message is the same word for word
       *[other] { $count } messages are the same word for word
    }
channels-adopt-same-numbers =
    { $count ->
        [one] { $count } has the same number and time
       *[other] { $count } have the same number and time
    }
channels-adopt-same-title = the same title
channels-adopt-last = last: { $when }
channels-adopt-do = This is the same place
saved-channel-adopted = The places are joined
channels-secrets = Show the secret
channels-secrets-help = Only Kamerton and whoever calls it know the secret: it proves that a call is genuine. Every time it is shown, that is recorded.
