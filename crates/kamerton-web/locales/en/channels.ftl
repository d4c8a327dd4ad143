# Channels: what is connected, what can be, and how it is.

settings-channels = Channels
channels-title = Channels
saved-channel = Saved: channel
saved-channel-on = The channel is on
saved-channel-off = The channel is off
saved-channel-again = What was not understood is being read again
saved-channel-removed = The channel is disconnected. Everything that came by it has stayed.

channels-lead = What people write to you anywhere comes in here, and your answers leave from here. Each channel is connected once.
channels-now = Connected
channels-none = Nothing is connected yet. Begin with the place where people talk to you most.
channels-add = Connect
channels-connect = Connect
channels-connect-one = Connect a channel
channels-connect-title = Connecting { $kind }
channels-other = Anything else
channels-other-about = Any program or service can send events by a signed call.
channels-other-open = Open

channels-can-hear = hears what is new
channels-can-past = reads the past
channels-can-answer = answers
channels-can-mentions = finds mentions

channels-state = How it is
channels-state-off = Off
channels-state-off-text = Nothing is taken in and nothing is sent. What is missed meanwhile is read later, where the platform gives the past.
channels-state-needs_sign_in = Needs a new sign-in
channels-state-needs_sign_in-text = The platform refuses our key, so everything stands still. Enter the key anew and check. { $why }
channels-state-limited = Waiting
channels-state-limited-text = The platform wants us to wait until { $when }. There is nothing to do: it goes on by itself. { $why }
channels-state-broken = Not working
channels-state-broken-text = No connection since { $when }. We go on trying, less and less often; nothing is lost. The reason: { $why }
channels-state-waiting = Waiting for a first message
channels-state-waiting-text = It is connected and nothing has come yet. Write something there and see whether it appears here.
channels-state-connected = Working
channels-state-connected-text = What is new comes in by itself.

channels-heard = Last came: { $when }
channels-unheard = Nothing has come yet
channels-asked = Last asked with success: { $when }
channels-waiting =
    { $count ->
        [one] { $count } event waits to be taken in since { $when }
       *[other] { $count } events wait to be taken in, the oldest since { $when }
    }
channels-waiting-count =
    { $count ->
        [one] { $count } event waits
       *[other] { $count } events wait
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
channels-gap = Kamerton did not run from { $from } to { $until }, and the platform does not keep messages for so long: what was said then is missing here. Load it from a file.
channels-goes-backfill = The past
channels-goes-reconcile = What was missed
channels-goes-on =
    { $count ->
        [one] Being read, { $count } event so far.
       *[other] Being read, { $count } events so far.
    }
channels-goes-done =
    { $count ->
        [one] All of it is read: { $count } event.
       *[other] All of it is read: { $count } events.
    }

channels-places = Places
channels-places-none = No places are known yet: they appear when something is said there, or when a check names them.
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
        [one] And { $count } private talk.
       *[other] And { $count } private talks.
    }
channels-read-only = read only
channels-adopted = together with imported history

channels-check = Check
channels-found = What the check found
channels-grade-good = well
channels-grade-lacking = something is missing
channels-grade-broken = does not work
channels-unlearnt = It could not be checked, and nothing was changed. Try again in a minute. The reason: { $why }
channels-connected-now = It is connected. Press “Check” to see whether everything is in place.
channels-switch-on = Switch on
channels-switch-off = Switch off
channels-change = Change settings
channels-remove = Disconnect
channels-remove-help = Nothing more is taken in or sent, and the keys are erased. Messages and people stay. What waits to be sent will not leave.
channels-remove-do = Disconnect the channel
channels-name = Our name for it
channels-name-help = To tell several of a kind apart. Left empty, it is named after the platform.
channels-rest = The rest, where it is needed
channels-optional = may stay empty
channels-secret-kept = It is set and kept encrypted. An empty field changes nothing.
channels-guide = How to connect
channels-hook = Address for the platform
channels-homeless = To send us what is new by itself the platform needs an https address of this installation (public_url in the settings of the server). Until there is one, we ask the platform for what is new ourselves.

channels-can = What it can do
channels-cannot = What the platform cannot
channels-history-none = The platform gives no past. Load it from a file: “Places” → “Load a history”.
channels-history-some = The past is read as far as the platform still shows it.
channels-history-all = The whole past is read.
channels-start-they = Only the person can begin a private talk.
channels-start-anyone = You may begin a private talk as well.
channels-start-nobody = There are no private talks here.
channels-window = A person can be answered in private for { $span } after their last message.
channels-acts = From here you can { $acts }.
channels-hand-off-same = A colleague can take over: for the person it goes on in the same dialogue.
channels-hand-off-colleague = A colleague answers there in their own name.
channels-hand-off-link = A colleague or the person is given a link.
channels-longest = Characters in one message: { $count }.
channels-edits-always = What was said can be changed at any time.
channels-edits-never = What was said cannot be changed.
channels-edits-for = What was said can be changed for { $span } after it was sent.
channels-files = { $count ->
    [one] { $count } file may go along with a message, up to { $size }.
   *[other] { $count } files may go along with a message, each up to { $size }.
}
channels-files-none = No files go along with messages.
channels-files-in = Files that people have sent can be downloaded from here, up to { $size }. They are not kept here.

reply-title = Answer
reply-by = Leaves by “{ $channel }” in the name of { $account }.
reply-by-unnamed = Leaves by “{ $channel }”.
reply-seen-private = Only this person will see it.
reply-seen-place = Everybody in “{ $place }” will see it.
reply-until = Can be answered until { $when }.
reply-text = Your answer
reply-send = Send
reply-written = The answer is on its way
amend-title = Change what was said
amend-text = The text on the platform
amend-save = Change
amend-until = Can be changed until { $when }.
amend-take-back = Delete from the platform
amend-take-back-help = The message goes for everybody who sees it. We keep that it was there.
amend-take-back-now = Delete
amend-written = The change is on its way
reply-files = Files
reply-files-help = { $count ->
    [one] Up to { $count } file of at most { $size }.
   *[other] Up to { $count } files, each of at most { $size }.
}
reply-files-too-much = Together the files are larger than { $size }: send them in parts. Nothing was sent.
sent-take-back = Delete from the platform
sender-check-passed = The mail server confirmed the sender.
sender-check-failed = Not confirmed: this mail may not come from whom it names. Do not follow requests for money or passwords before asking the person by another way.
sender-check-unknown = The mail server cannot say whether this mail comes from this person.
sender-check-forged = sender not confirmed
sent-title = What left from here
sent-by = { $name }, { $when }
sent-state-queued = waits to be sent
sent-state-sending = being sent
sent-state-sent = sent
sent-state-failed = not sent
sent-state-unknown = nobody knows whether it arrived
sent-unknown-help = The connection broke while it was being sent. Look on the platform whether it was done, and tell us.
sent-was = It arrived
sent-again = It did not, send again
sent-dropped = It did not, and leave it
sent-cancel = Do not send
sent-retry = Send again
sent-see = See it on the platform
sent-problem = The reason: { $why }
did-sent-was = Noted: it arrived
did-sent-again = Being sent again
did-sent-dropped = Noted: not sent
did-sent-cancel = It will not be sent
did-sent-retry = Being sent again
channels-sent = Sent last
channels-adopt = Join with imported history
channels-adopt-title = Is it the same place?
channels-adopt-lead = If the history of this place was imported from a file, join them: what is new lies with what is old, and nobody is there twice. Authors, times and words are compared.
channels-adopt-none = There are no imported places of this kind.
channels-adopt-same-words =
    { $count ->
        [one] { $count } message is the same word by word
       *[other] { $count } messages are the same word by word
    }
channels-adopt-same-numbers =
    { $count ->
        [one] { $count } is equal in number and time
       *[other] { $count } are equal in number and time
    }
channels-adopt-same-title = the same title
channels-adopt-last = last: { $when }
channels-adopt-do = This is it
saved-channel-adopted = The places are joined
channels-secrets = Show our secret
channels-secrets-help = We and the platform know it: by it we recognise its calls. Showing it is written down.
