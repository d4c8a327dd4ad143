# Who may be one person: pairs, reasons, refusals.

suggestions-title = Possibly one person
suggestions-lead = Only you merge people. First we show what changes, and everything can be taken back.
suggestions-count = { $count ->
    [one] { $number } pair of people who look alike.
   *[other] { $number } pairs of people who look alike.
}
suggestions-pairs = People who look alike
suggestions-none = No two people look alike
suggestions-none-lead = People from different platforms will appear here whose names, handles, e-mail addresses or phone numbers are the same or alike.
suggestions-none-more = There are no more pairs.
suggestions-waiting = { $count ->
    [one] { $number } account has not been looked at yet: more pairs may come.
   *[other] { $number } accounts have not been looked at yet: more pairs may come.
}
suggestions-next = Next pairs
suggestions-why = Why
suggestions-last = the last { $day }
suggestions-silent = no messages
suggestions-merge = Merge…
suggestions-apart = Two different people
suggestions-refused = Different people
suggestions-refused-lead = We no longer suggest these pairs.
suggestions-maybe = May be one after all
suggestions-card = Possibly the same person
suggestions-all = All pairs
suggestions-did-never = Remembered: two different people
suggestions-did-maybe = This pair may be suggested again
person-did-never = Remembered: two different people
person-did-maybe = This pair may be suggested again

# How likely.
suggestions-likely = { $how ->
    [sure] almost certainly, { $share }
    [very] very likely, { $share }
    [fair] likely, { $share }
   *[may] possibly, { $share }
}

# Why: what agrees, and how far.
suggestions-against = against
suggestions-named = { $why }: { $names }
suggestions-rare = { $why }, which is rare
suggestions-given = { $how ->
    [differs] Different first names
    [initial] Same first letter of the first name
    [near] Similar first names
    [close] Almost the same first name
    [form] Same first name, another form
    [script] Same first name, written differently
    [moved] Same first name in another place
   *[same] Same first name
}
suggestions-surname = { $how ->
    [differs] Different surnames
    [initial] Same first letter of the surname
    [near] Similar surnames
    [close] Almost the same surname
    [form] Same surname, another form
    [script] Same surname, written differently
    [moved] Same surname in another place
   *[same] Same surname
}
suggestions-middle = { $how ->
    [differs] Different patronymics or middle names
    [initial] Same first letter of the middle name
    [near] Similar patronymics or middle names
    [close] Almost the same patronymic or middle name
   *[same] Same patronymic or middle name
}
suggestions-handle = { $how ->
    [differs] Different handles
    [initial] Handles that begin alike
    [near] Similar handles
    [close] Almost the same handle
    [variant] Same handle, written differently
   *[same] Same handle
}
suggestions-handle_of_name = The handle is made of the name
suggestions-email = { $how ->
    [differs] Different e-mail addresses
    [near] Similar e-mail addresses
    [close] Almost the same e-mail address
   *[same] Same e-mail address
}
suggestions-phone = { $how ->
    [differs] Different phone numbers
    [near] Similar phone numbers
    [close] Almost the same phone number
   *[same] Same phone number
}
suggestions-picture = { $how ->
    [differs] Different pictures
    [near] Similar pictures
    [close] Almost the same picture
   *[same] Same picture
}
suggestions-talk = { $how ->
    [differs] Not seen together in any talk
   *[same] Seen in the same talks
}
suggestions-sex = { $how ->
    [differs] By their names, a man and a woman
   *[same] By their names, of the same sex
}
suggestions-fact = { $how ->
    [differs] { $fact } differs
    [initial] { $fact } begins alike
    [near] { $fact } agrees in part
    [close] { $fact } almost agrees
   *[same] { $fact } agrees
}
fact-birth = Date of birth
fact-gender = Gender
fact-city = City
fact-postcode = Postal code
fact-address = Address
fact-number = Number
fact-code = Document number
fact-category = Trait
fact-text = Something else
