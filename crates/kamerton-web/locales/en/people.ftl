# People: lists, a person's card, joining.

people-count = { $count ->
    [one] { $number } person.
   *[other] { $number } people.
}
people-lead = The curve beside a name shows how the person has sounded over the last 90 days.
people-lists = Ready lists
people-all = All
people-import = Load people
people-find = Beginning of a name
people-state = State
people-stage = Stage
people-commerce = Purchases
people-place = Place
people-sort = Order
people-show = Show
people-none = There are no such people.
people-none-help = Take a condition off, or open another list.
people-quiet = Nobody here yet
people-quiet-lead = Whoever wrote or bought will be here: how they sound, what they said last, when we talked with them. Begin with the history of a chat, a forum or a mailbox.
people-90 = 90 days
people-person = Person
people-contact = Contact
people-words = Last words
people-where = Where
people-charge = Charge
people-export = The whole list:

file-id = Id
file-name = Name
file-state = State
file-since = Since
file-stage = Stage
file-commerce = Purchases
file-charge = Charge
file-bond = Bond
file-message = Last message
file-contact = Last contact
file-with = With whom
file-messages = Messages
file-orders = Orders
file-tags = Tags
file-accounts = Accounts
file-too-long = There are more people than a sheet of Excel holds. Take CSV, or narrow the list.

people-next = Next 50
people-no-contact = never

list-kamertons = Ringing
list-warm-without-contact = Warm, we are silent
list-fading-promoters = Fading
list-new-this-month = New
list-clients-without-contact = Clients, we are silent
list-detractors-lately = Detractors
list-loyal-without-purchase = Recommend, no purchase
list-repeat-buyers = Buy again
list-in-contact = In contact
list-silent-buyers = Bought and silent
list-about-kamertons = Their friends hear them now. Keep the talk going while it sounds.
list-about-warm-without-contact = Warm people whom none of us has talked with for 30 days.
list-about-fading-promoters = They used to recommend us and have been silent for more than 30 days.
list-about-new-this-month = First seen in the last 30 days.
list-about-clients-without-contact = They bought, and none of us ever talked with them.
list-about-detractors-lately = They wrote in the last 30 days, and so much displeasure has gathered that their charge is down to a detractor’s threshold.
list-about-loyal-without-purchase = They recommend us, though no purchase of theirs is known.
list-about-repeat-buyers = Two purchases or more.
list-about-in-contact = They talked with one of us in the last 30 days.
list-about-silent-buyers = They bought and have not written for more than 90 days.

stage-I = stage I, acquaintance
stage-II = stage II, purchase
stage-III = stage III, promoter
commerce-none = no purchase
commerce-first = first purchase
commerce-repeat = buy again
sort-charge = by charge
sort-active = who wrote lately
sort-contact = by contact
sort-name = by name
sort-new = new ones first

person-more = More actions
person-no-charge = no charge and no steps: not one of the community
person-role-member = member
person-role-staff = one of us, staff
person-role-brand = the brand’s voice
person-role-bot = a program
person-role-unknown = unknown
person-orders = { $count ->
    [0] no purchases known
    [one] { $count } purchase
   *[other] { $count } purchases
}
person-today = today: { $charge }
person-tag = Tag
person-tag-add = Add the tag
person-untag = take off
person-views = Parts of the card
person-timeline = Timeline
person-orders-view = Purchases
person-data = Data
person-silent = We have no words of this person.
person-earlier = Show earlier ones
person-split = Take it back: all as it was
person-no-orders = No purchase of this person is known. Enter one here, or load a table.
person-why = Why { $state }
person-why-kamerton = Rings: has recommended us or rejoiced aloud within the last two weeks.
person-why-passive_promoter = A strong bond: recommendations and joy over the last year. Quieter now.
person-why-warm = There is a bond, but no recommendations yet.
person-why-cold = Hardly a trace of a bond.
person-why-detractor = More displeasure than joy.
person-fades = Charge { $charge }, rings from { $threshold }. Each strike fades by half in 30 days.
person-by-hand = Some of it was set by hand.
person-rest = the rest, little by little
person-wordless = without words
person-delta = charge { $charge }
person-charge-now = charge now
person-threshold = with a threshold of { $threshold }
person-since = In this state since { $day }.
person-next = Without anything new, the state changes on { $day } to
person-notes = Notes
person-note = A note for ourselves
person-note-help = People have the right to know what is written about them.
person-note-add = Write it down
person-no-notes = No notes.
person-join = Join with another
person-part = Part accounts off
person-did-added = Person added
person-did-joined = We knew this person already: added to them
person-did-visit = The talk is written down
person-did-bought = The purchase is written down
person-did-undone = The entry is taken back
person-did-note = The note is written down
person-did-unnote = The note is gone
person-did-tag = The tag is added
person-did-untag = The tag is taken off
person-did-correct = Corrected, and everything recomputed
person-did-role = The role is changed, and everything recomputed
person-did-order = The purchase is written down
person-did-merge = Joined into one person
person-did-split = Parted, and all is as it was
person-did-parted = The accounts are parted off: this is another person now
person-did-together = Together again, and all is as it was

happened-message = message
happened-deleted_message = message deleted
happened-private_message = private talk
happened-reaction = reaction
happened-joined = joined
happened-left = left
happened-order = purchase
happened-note = note
happened-by-invitation = by the invitation “{ $name }”
happened-merge = joined with another
happened-split = accounts parted off
happened-merge_undone = a joining that was taken back
happened-split_undone = a parting that was taken back

reaction-like = like

entry-recommendation = Recommendation
entry-delight = Delight
entry-co_creation = Co-creation
entry-helped_prepare = Helped to prepare
entry-event_photo = Photo from an event
entry-branded_photo = Photo with the product
entry-own_story = Own story
entry-attended = Attended
entry-confirmed_answer = Confirmed answer to another
entry-thanks_to_us = Thanks to us
entry-product_talk = Talk of the product
entry-usage_question = An owner’s question
entry-owner_mention = An owner’s mention
entry-thanked_by_us = Thanked by us
entry-answered_by_staff = Answered by us
entry-took_part = Took part
entry-complaint = Complaint
entry-conflict = Quarrel
entry-other_negative = Displeasure
entry-question_overdue = Question unanswered
entry-echo = Echo
entry-owns = Owner
entry-helped = Helped another
entry-sensitive = Delicate
entry-contact = Contact

order-purchase = purchase
order-registration = registration
order-subscription_start = subscription begun
order-subscription_renewal = subscription renewed
order-subscription_end = subscription ended
order-refund = refund
order-day = When
order-what = What
order-amount = Amount
order-enter = Write down a purchase
order-amount-help = For example, 1990 or 1990.50.
order-whole-help = A whole number, for example 1990.
order-save = Write it down

data-lead = How we know of this person, and what we keep it for.
data-role = Role
data-source = Source
data-basis = Basis
data-purpose = Purpose
data-retention = Retention
data-first-seen = First seen

correct-title = Correct what is counted wrong
correct-state-auto = as counted
correct-purchase-auto = as in the data
correct-purchase-yes = has bought
correct-purchase-no = has not bought
correct-do = Correct
role-title = Who this is
role-do = Change the role
person-user = Whose account this is
person-user-none = nobody of the team
person-user-help = Steps with those who were talked with from here go to this colleague.
person-user-do = Remember
person-did-user = Remembered whose account this is

join-title = With whom to join
join-lead = First we show what will change. It can be taken back on any day: all will be as it was.
join-none = Nobody found. Try another beginning of the name.
join-do = Join
join-look = What will change
plan-join-title = Is this one person?
plan-join-lead = { $left } is left. Accounts and all that came with them become common. It can be taken back on any day, whatever comes after: all will be as it was.
plan-split-lead = { $right } becomes a person of their own. It can be taken back on any day, whatever comes after: all will be as it was.
plan-clashes = What is odd
plan-moves = What moves
plan-goes = moves
plan-stays = stays
plan-split-stays = Notes, tags and corrections stay: they are about the person, not about an account.
plan-after = How it will be
plan-now = Now:
plan-then = Then:
plan-part = Becomes part of { $name }
plan-charge = charge { $charge }
plan-reason = Why
plan-reason-help = Optional. It stays in the person's history.
plan-swap = Keep { $name } instead
plan-accounts = { $count ->
    [one] { $count } account
   *[other] { $count } accounts
}
plan-orders = { $count ->
    [one] { $count } purchase
   *[other] { $count } purchases
}
plan-notes = { $count ->
    [one] { $count } note
   *[other] { $count } notes
}
plan-tags = { $count ->
    [one] { $count } tag
   *[other] { $count } tags
}
plan-steps = { $count ->
    [one] { $count } step
   *[other] { $count } steps
}
plan-consents = { $count ->
    [one] { $count } consent
   *[other] { $count } consents
}
plan-corrections = { $count ->
    [one] { $count } correction by hand
   *[other] { $count } corrections by hand
}
plan-relationships = { $count ->
    [one] { $count } record of the relationship
   *[other] { $count } records of the relationship
}
clash-platform = Each has an account of their own on one platform ({ $kind }): { $left } and { $right }. People mostly have one.
clash-role = The roles differ: { $left } and { $right }. The whole person becomes one of us, without charge and steps.
clash-correction = Different things were set by hand ({ $kind }): { $left } and { $right }. The first will hold.
clash-field-state = state
clash-field-stage = stage
clash-field-purchase = purchases
clash-bought-true = there were
clash-bought-false = there were none
split-title = Part accounts off
split-lead = Choose the accounts that are really another person's. First we show what will change.
split-one = There is one account only: nothing to part off.
split-do = Part off
split-again = Choose others
messages-count = { $count ->
    [one] { $count } message
   *[other] { $count } messages
}

channel-phone = telephone
channel-crm = CRM
source-demo = demo
source-telegram = Telegram export
source-hand = entered by hand
source-import = import: { $kind }
basis-legitimate_interest = legitimate interest
purpose-community = talk with the community
retention-while_member = while they are with us

consent-title = Consents
consent-lead = A page of somebody's own is followed with their consent only, and only what they write there themselves afterwards is read.
consent-holds = the page is read
consent-ended = withdrawn
consent-manner = How they agreed
consent-manner-message = in writing
consent-manner-paper = on paper
consent-manner-words = aloud
consent-how = { $manner }, { $day }. Written down by { $by }, { $when }
consent-withdrawn = Withdrawn { $when }, written down by { $by }. { $posts }
consent-posts = What becomes of what was read
consent-posts-kept = What was read was kept.
consent-posts-deleted = What was read was deleted.
consent-do-kept = Keep it
consent-do-deleted = Delete it
consent-withdraw = Withdraw the consent
consent-withdraw-words = In what words it was withdrawn, if known
consent-withdraw-do = Withdraw and read no more
consent-give = Write a consent down
consent-account = Which page to follow
consent-words = In what words
consent-words-help = Literally or nearly: “Yes, do read my page.”
consent-day = When
consent-day-help = What was written before that day is not read.
consent-message = The message that says so
consent-message-help = The address of the message here, if they agreed in a talk.
consent-give-do = Write the consent down
person-did-relationship = Noted
person-did-consent = The consent is written down, the page is read
person-did-unconsent = The consent is withdrawn, the page is read no more
