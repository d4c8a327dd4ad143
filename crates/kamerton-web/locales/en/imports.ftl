# Imports: the list, what is asked before, progress, report.
# $shown is the number in groups, $count the same for choosing the form.

imports-title = Imports
imports-lead = Import messages, a list of people or purchases. Nothing is added twice, even if you import the same file again.
imports-drop = Choose files, or drop them here
imports-drop-help = Kamerton recognises the format of each file by itself. In total, up to { $most }.
import-most-long = These files are too large. In total, up to { $most }.
imports-send = Import
imports-sending = Sending:
imports-open = Not finished
imports-past = Imported before
imports-none = Nothing yet. The first import will be listed here.
imports-what = What
imports-brought = Added
imports-refused = Refused
imports-when = When
imports-silent-help = Of a history, only authors are counted: those who wrote. Those who only joined or reacted are in People too.
imports-kinds = What we understand
imports-kinds-help = Files never leave your own server and are erased after the import.

kind-telegram = Telegram chat
kind-zulip = Zulip
kind-discourse = Discourse forum
kind-discord = Discord
kind-slack = Slack
kind-mbox = E-mail, mailing list
kind-messages = Table of messages
kind-people = Table of people
kind-orders = Table of purchases
kind-help-telegram = Telegram Desktop: chat → ⋮ → “Export chat history”, as JSON (better) or HTML. If HTML, all messages*.html files at once.
kind-help-zulip = Export of an organisation, or messages from the API, as JSON.
kind-help-discourse = Topics of the forum as JSON.
kind-help-discord = JSON from DiscordChatExporter.
kind-help-slack = Export of a workspace, the whole ZIP.
kind-help-mbox = An mbox file: a mailbox or the archive of a list.
kind-help-messages = CSV, XLSX or JSON lines: reviews, requests. Date, text and author are needed.
kind-help-people = CSV, XLSX or JSON lines: contacts, an export from a CRM.
kind-help-orders = CSV, XLSX or JSON lines. Date, buyer and amount are needed.

import-and-more = { $count ->
    [one] { $name } and { $count } more file
   *[other] { $name } and { $count } more files
}
import-state-asks = Waiting for your answers
import-state-runs = Importing
import-state-stopped = Stopped
import-state-failed = Failed
import-state-given-up = stopped and removed
import-open-asks = Answer
import-open-runs = Watch
import-open-stopped = Continue
import-open-failed = See why

import-ask-lead = Check whether we understood it correctly.
import-ask-unknown = We could not work out what this is. Choose yourself, or take another file.
import-kind = What it is
import-kind-choose = Choose
import-kind-guessed = Recognised by its content. If that is wrong, choose another.
import-kind-help = It does not look like anything we understand.
import-place = Name of the place
import-place-help = If the file does not say it. For example, “Club chat”.
import-zone = Time zone
import-zone-help = The times in the file carry no zone. We suggest the brand’s.
import-columns = Columns
import-columns-help = Name the columns we did not recognise. Those you do not need can be left out.
import-column = Column
import-holds = What it holds
import-rows-first = First rows
import-column-holds = What the column “{ $column }” holds
import-not-taken = leave out
import-samples = First messages
import-ours = Which of them is one of us
import-ours-help = Staff, brand and bots are not part of the community: they have no charge and no steps. Names, handles or ids, separated by commas. You can correct it later.
import-staff = Staff
import-brand = Speaks as the brand
import-bots = Bots
import-start = Import
import-look-again = Look again
import-discard = Remove files
import-or = { " " }or{ " " }
import-lacks = We found no column for: { $columns }. Choose it in the table below.

import-trouble-unreadable = The file cannot be read.
import-trouble-foreign = This is a different file.
import-trouble-zone = The times in the file carry no zone.
import-trouble-columns = A column is missing.
import-trouble-nothing = There is nothing in these files to import.
import-trouble-other = The import broke off.
import-safe = What was imported so far is safe.

import-lead-runs = You may close the page: the import runs on the server.
import-lead-stopped = Stopped. What was imported is safe; it continues from here, and nothing is added twice.
import-lead-failed = It could not continue.
import-lead-elsewhere = Started on the command line and not finished. The same command continues from here.
import-lead-given-up = Stopped, and the files are removed. What was imported stays.
import-ended-lead = { $count ->
    [one] Done: { $shown } record read.
   *[other] Done: { $shown } records read.
}
import-stopping = Stopping: finishing the last batch.
import-progress = Progress of the import
import-rows = { $count ->
    [one] { $shown } record
   *[other] { $shown } records
}
import-speed = { $shown } per second
import-left = time left: { $time }
import-stop = Stop
import-resume = Continue
import-change = Change answers
import-to-people = To people
import-brought = What it added
import-new-people = New people
import-new-authors = New authors
import-new-messages = New messages
import-new-orders = New purchases
import-new-reactions = New reactions
import-new-memberships = Joined and left
import-service = Service records: topics, pinned messages, titles
import-known-already = Already known

brought-messages = { $count ->
    [one] { $shown } message
   *[other] { $shown } messages
}
brought-people = { $count ->
    [one] { $shown } person
   *[other] { $shown } people
}
brought-authors = { $count ->
    [one] { $shown } author
   *[other] { $shown } authors
}
brought-orders = { $count ->
    [one] { $shown } purchase
   *[other] { $shown } purchases
}
brought-reactions = { $count ->
    [one] { $shown } reaction
   *[other] { $shown } reactions
}
brought-memberships = { $count ->
    [one] { $shown } joined or left
   *[other] { $shown } joined or left
}
brought-nothing = nothing new

refused-title = { $count ->
    [one] { $shown } record refused
   *[other] { $shown } records refused
}
refused-all = { $count ->
    [one] Download { $shown } row for Excel
   *[other] Download { $shown } rows for Excel
}
refused-rest = { $count ->
    [one] { $shown } more record is in the file.
   *[other] { $shown } more records are in the file.
}
refused-where = Where
refused-why = What is wrong
refused-raw = In the file
refused-again = Correct them and import again: nothing is added twice.

place-line = { $file }: line { $number }
place-record = { $file }: record { $number }
import-empty = empty

field-id = id
field-date = date
field-author = author
field-author_id = author id
field-handle = handle
field-text = text
field-reply_to = reply to
field-thread = thread
field-place = place
field-channel = channel
field-role = role
field-name = name
field-surname = surname
field-email = e-mail
field-phone = phone
field-crm = CRM id
field-telegram = Telegram
field-vk = VK
field-max = MAX
field-whatsapp = WhatsApp
field-discord = Discord
field-tags = tags
field-note = note
field-since = known since
field-number = purchase number
field-kind = kind of purchase
field-amount = amount
field-price = price
field-unit_price = unit price
field-quantity = quantity
field-currency = currency
field-product = product

reason-partly = { $reason }; the rest of the row was imported
reason-the-date-is-empty = the date is empty
reason-the-text-is-empty = the text is empty
reason-the-amount-is-empty = the amount is empty
reason-the-amount-is-too-large = the amount is too large
reason-is-no-amount = “{ $first }” is not an amount
reason-is-no-currency = “{ $first }” is not a currency
reason-is-no-quantity = “{ $first }” is not a quantity
reason-is-no-date = “{ $first }” is not a date
reason-is-no-role = “{ $first }” is not a role
reason-is-no-email-address = “{ $first }” is not an e-mail address
reason-is-no-phone-number = “{ $first }” is not a phone number
reason-no-email-phone-handle-or-id-nobody-can-be-found-by-it = no e-mail, phone, handle or id: nobody can be found by it
reason-no-email-phone-id-handle-or-name-nobody-bought-this = no e-mail, phone, id, handle or name: it is not known who bought this
reason-the-row-has-cells-the-header = the row has { $first } cells, the header has { $second }
reason-a-quotation-mark-is-opened-here-and-never-closed = a quotation mark is opened here and never closed
reason-the-row-has-more-columns-than-excel-knows = the row has more columns than Excel supports
reason-its-date-lies-in-the-future-kept-aside-not-counted = its date { $first } is in the future: kept aside, not counted
reason-its-date-is-before-kept-aside-not-counted = its date { $first } is before 1995: kept aside, not counted
reason-it-has-no-date-that-can-be-read = it has no date that can be read
reason-this-message-has-no-date-that-can-be-read = this message has no date that can be read
reason-this-message-has-no-id = this message has no id
reason-this-is-not-an-object = this is not an object
reason-this-is-not-a-json-object = this is not a JSON object
reason-there-is-no-time-in-or-near-this-service-message = there is no time in or near this service message
reason-the-file-ends-inside-this-record-it-was-cut-off = the file ends inside this record: it was cut off
reason-the-page-is-cut-off-inside-this-message = the page is cut off inside this message
