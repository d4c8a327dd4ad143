# What a brand does in a place, beside answering.

write-title = Write here
write-post = A new message
write-text = Text
write-when = When
write-when-help = Empty: at once. The time zone is { $zone }. Until then the platform itself keeps the message.
write-when-unread = The date or time was not understood: choose them again. Nothing was sent.
write-post-do = Send
write-ask = Ask the members
write-question = Question
write-answers = Answers to choose from
write-answers-help = { $count ->
    [one] One per line, from 2 to { $count }.
   *[other] One per line, from 2 to { $count }.
}
write-several = Several answers may be chosen
write-anonymous = Do not show who chose what
write-ask-do = Ask
write-repost = Share somebody’s message
write-message = Message
write-message-help = The address of its page here: open the message and copy the link. The author will be named.
write-remark = Your own words
write-repost-do = Share
write-repost-unread = It is not clear which message this is: paste the address of its page here. Nothing was sent.
write-nothing = The channel of this place cannot do any of this.
write-sent = Sent from here
write-did-post = The message is on its way
write-did-ask = The question is on its way
write-did-repost = The message is being shared
write-did-invite = The invitation is ready

invitations-title = Invitations
invitations-lead = A separate link for every poster, leaflet or article: you see where each person came from.
invitation-name = Name
invitation-help = Where you will put the link: “Poster in the café”. Members do not see it.
invitation-make = Make a link
invitation-came = { $count ->
    [0] nobody has come yet
    [one] { $count } person came
   *[other] { $count } people came
}
invitation-came-more = { $count ->
    [one] more than { $count } person came
   *[other] more than { $count } people came
}

handle-title = Actions for this message
handle-pin = Pin
handle-unpin = Unpin
handle-repost = Show it in another place
handle-where = Where
handle-repost-help = The author will be named, with a link where the platform allows it.
handle-delete = Delete this message
handle-delete-help = The message disappears for everybody who sees it. We keep a record that it was there and why it was deleted.
handle-delete-do = Delete from the place
handle-reason = Why
handle-reason-help = Only we see it.
handle-restrict = Restrict the author
handle-how = How
handle-how-silent = Can read but not write
handle-how-out = Remove from the place
handle-how-lifted = Lift the restrictions
handle-hours = For how long
handle-hours-1 = an hour
handle-hours-24 = a day
handle-hours-168 = a week
handle-hours-720 = 30 days
handle-hours-ever = permanently
handle-restrict-do = Restrict
pin-written = The request to pin or unpin has been sent to the platform
repost-written = The message is being shared
delete-written = The request to delete has been sent to the platform
restrict-written = The request to restrict the author has been sent to the platform

sent-delete = Delete somebody’s message
sent-pin = Pin the message
sent-unpin = Unpin the message
sent-repost = Share the message
sent-restrict-silent = The author can read but not write
sent-restrict-out = Remove the author from the place
sent-restrict-lifted = Lift the author’s restrictions
sent-files = Files only
sent-answers = Answers: { $answers }
sent-planned = Appears { $when }
sent-until = Until { $when }
sent-reason = Why: { $reason }
