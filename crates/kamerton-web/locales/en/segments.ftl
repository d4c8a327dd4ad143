# Segments: the list, a condition, the builder.

segments-title = Segments
segments-lead = A condition with a name: whom to invite, whom to write to, whom to export.
segments-new = New segment
segments-none = No segments yet
segments-none-lead = A segment remembers whom you look for: set the condition once, and you always see how many such people there are and who they are. It opens in People and can be exported.
segments-begin = Begin with a ready condition
segments-example-lost = Warm, and not talked with for long
segments-example-again = Buy again and recommend
segments-example-unhappy = Unhappy buyers
segments-example-beginners = Newcomers nobody has talked with yet
segments-condition = Condition
segments-kind = Members
segments-people = People
segments-open = Open in People
segments-kind-living = living
segments-kind-static = snapshot
segments-living = Living: counts anew by itself
segments-living-help = Whoever fits today is in the segment.
segments-static = Snapshot: those who fit now
segments-static-help = Its members stay, whatever happens to the people. People who are joined stay as one person.
segments-taken-at = Snapshot taken { $when }.
segments-name = Name
segments-name-help = For example, “Whom to invite to the meeting”.
segments-text = Condition
segments-text-help = Write it in words or put it together with the buttons beside. Ties: “and”, “or”, “not”, brackets.
segments-save = Save
segments-saved = Segment saved
segments-removed = Segment deleted
segments-remove = Delete the segment
segments-remove-help = The condition and the members of the segment will go. Nothing happens to the people. This cannot be undone.
segments-remove-do = Delete for ever
segments-read-only = Segments are changed by those who tag people.
segments-builder = Put together with buttons
segments-lines = What the condition is made of
segments-lines-none = No condition yet: choose the first one.
segments-and = and
segments-or = or
segments-not = not
segments-group-and = all of these:
segments-group-or = at least one of these:
segments-turn = not
segments-turn-of = The other way round: { $text }
segments-drop = Remove
segments-drop-of = Remove: { $text }
segments-what = What to add
segments-what-do = Choose
segments-value = Value
segments-joint = How to tie it
segments-joint-and = and: both are needed
segments-joint-or = or: either will do
segments-to = What to tie it to
segments-to-all = the whole condition
segments-negated = not: who does not have this
segments-add = Add
segments-added = The condition from the builder was added. Look who fits, and save once more.
segments-fix = Correct to “{ $text }”
segments-found = Who fits
segments-found-none = There are no such people now.
segments-found-first = The first { $count } by charge:
segments-found-wrong = While the condition is not understood, there is nobody to count.
segments-found-empty = Add a condition, and people appear here.
segments-from-people = Save as a segment
segments-choose = Segment
segments-wrong-name = Name the segment: it is found by its name.
segments-wrong-taken = There is a segment “{ $name }” already. Choose another name.
segments-wrong-text = Write a condition or put it together with the buttons.

# What is wrong with a condition.
segments-trouble-empty = There is no condition yet.
segments-trouble-too-long = { $count ->
    [one] The condition has more than { $count } letter: make it shorter.
   *[other] The condition has more than { $count } letters: make it shorter.
}
segments-trouble-too-deep = { $count ->
    [one] Brackets lie more than { $count } level deep: make the condition simpler.
   *[other] Brackets lie more than { $count } levels deep: make the condition simpler.
}
segments-trouble-too-many = { $count ->
    [one] The condition has more than { $count } part: make two segments of it.
   *[other] The condition has more than { $count } parts: make two segments of it.
}
segments-trouble-unknown = Letter { $column }: no condition begins with { $found }.
segments-trouble-value = Letter { $column }: “{ $field }” has no value { $found }.
segments-trouble-expected-condition = Letter { $column }: a condition has to stand here, not { $found }.
segments-trouble-expected-condition-end = A condition is missing at the end.
segments-trouble-expected-joint = Letter { $column }: “and” or “or” has to stand between conditions, not { $found }.
segments-trouble-expected-joint-end = “And” or “or” is missing at the end.
segments-trouble-expected-closing = Letter { $column }: a closing bracket has to stand here, not { $found }.
segments-trouble-expected-closing-end = A closing bracket is missing at the end.
segments-trouble-expected-value = Letter { $column }: “{ $field }” needs a value, not { $found }.
segments-trouble-expected-value-end = “{ $field }” needs a value.
segments-trouble-expected-comparison = Letter { $column }: “{ $field }” needs a comparison such as “≥ 3”, not { $found }.
segments-trouble-expected-comparison-end = “{ $field }” needs a comparison such as “≥ 3”.
segments-trouble-expected-days = Letter { $column }: “{ $field }” needs days such as “30 days”, not { $found }.
segments-trouble-expected-days-end = “{ $field }” needs days such as “30 days”.
segments-trouble-range = Letter { $column }: the value of “{ $field }” is too large, too small or too long.
segments-trouble-quote = Letter { $column }: quotes are opened and not closed.
segments-trouble-role = A role stands once, by itself, tied by “and” to all the rest.
segments-trouble-closing = Letter { $column }: nothing opens this bracket.

# What the builder lacks.
segments-wrong-choice = Choose a value from the list.
segments-wrong-word = Write a word or a title of at most 200 letters.
segments-wrong-number = Write a number such as 3.
segments-wrong-days = Write in how many days, such as 30.
segments-wrong-first = Correct the condition first: it is not understood now, and nothing can be added to it.
segments-wrong-role = A role stands once and is tied by “and” to the whole condition.
segments-wrong-too-deep = There are too many brackets within brackets: make the condition simpler.
segments-wrong-too-many = The condition is too large: make two segments of it.

# What conditions are about.
segments-part-who = Who they are
segments-part-when = What happened, and when
segments-part-much = How much
segments-about-state = state
segments-about-stage = stage
segments-about-purchases = whether they bought
segments-about-charge = charge
segments-about-wrote = wrote
segments-about-talked = talked with us
segments-about-new = came lately
segments-about-joined = joined a place
segments-about-place = place
segments-about-tag = tag
segments-about-name = name
segments-about-account = kind of account
segments-about-bought = bought
segments-about-orders = how many purchases
segments-about-messages = how many messages
segments-about-helped = helped others
segments-about-listeners = how many people listen
segments-about-leader = among the leaders
segments-about-role = role
segments-value-choice = Value
segments-value-place = Title of the place
segments-value-tag = Tag
segments-value-name = First or last name
segments-value-name-help = Its beginning will do.
segments-value-account = Kind of account
segments-value-account-help = For example, telegram or mail.
segments-value-number = Number
segments-than = Comparison
segments-than-least = at least
segments-than-below = less than
segments-than-equal = exactly
segments-value-lately = In the last days, how many
segments-value-lately-help = Leave it empty if it does not matter when.
segments-value-days = In the last days, how many
