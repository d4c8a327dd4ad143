# Imports: the list, what is asked before, progress, report.
# $shown is the number in groups, $count the same for choosing the form.

imports-title = Imports
imports-lead = Bring in history: talk, people, orders. Nothing comes twice, even when you import it twice.
imports-drop = Choose files, or drop them here
imports-drop-help = We find out ourselves what a file is. Together at most
import-most-long = These files are too large. Together at most
imports-send = Send
imports-sending = Sending:
imports-open = Not finished
imports-past = Imported before
imports-none = Nothing yet. The first import will be listed here.
imports-what = What
imports-brought = Brought
imports-refused = Refused
imports-when = When
imports-kinds = What we understand
imports-kinds-help = Files stay on your own server and are erased after the import.

kind-telegram = Telegram chat
kind-zulip = Zulip
kind-discourse = Discourse forum
kind-discord = Discord
kind-slack = Slack
kind-mbox = Mail, mailing list
kind-messages = Table of messages
kind-people = Table of people
kind-orders = Table of orders
kind-help-telegram = Telegram Desktop: chat → ⋮ → Export chat history, as HTML or JSON. All messages*.html files at once.
kind-help-zulip = Export of an organisation, or messages from the API, JSON.
kind-help-discourse = Topics of the forum as JSON.
kind-help-discord = JSON from DiscordChatExporter.
kind-help-slack = Export of a workspace, the whole ZIP.
kind-help-mbox = An mbox file: a mailbox or the archive of a list.
kind-help-messages = CSV, XLSX or JSON lines: reviews, requests. Date, text and author are needed.
kind-help-people = CSV, XLSX or JSON lines: contacts, an export of a CRM.
kind-help-orders = CSV, XLSX or JSON lines. Date, buyer and amount are needed.

import-and-more = { $count ->
    [one] { $name } and { $count } more file
   *[other] { $name } and { $count } more files
}
import-state-asks = Waits for your answers
import-state-runs = Importing
import-state-stopped = Stopped
import-state-failed = Failed
import-state-given-up = stopped and removed
import-open-asks = Answer
import-open-runs = Watch
import-open-stopped = Go on
import-open-failed = See why

import-ask-lead = Check whether we understood it.
import-ask-unknown = We could not find out what this is. Choose yourself, or take another file.
import-kind = What it is
import-kind-choose = Choose
import-kind-guessed = Recognised by its content. If that is wrong, choose another.
import-kind-help = It looks like nothing we understand.
import-place = Name of the place
import-place-help = If the file does not say it. For example, “Club chat”.
import-zone = Time zone
import-zone-help = The times in the file carry no zone. We propose the brand’s.
import-columns = Columns
import-columns-help = Name what we did not recognise. What is not needed may be left out.
import-column = Column
import-holds = What it holds
import-rows-first = First rows
import-column-holds = What the column “{ $column }” holds
import-not-taken = leave out
import-samples = First messages
import-ours = Who of them is one of us
import-ours-help = Staff, brand and bots are no community: they have no charge and no steps. Names, handles or ids, separated by commas. It can be corrected later.
import-staff = Staff
import-brand = Speaks as the brand
import-bots = Bots
import-start = Import
import-look-again = Look again
import-discard = Remove files
import-or = { " " }or{ " " }
import-lacks = We found no column for: { $columns }. Choose it in the table below.

import-trouble-unreadable = The file cannot be read.
import-trouble-foreign = This is another file.
import-trouble-zone = The times in the file carry no zone.
import-trouble-columns = A column is missing.
import-trouble-nothing = There is nothing in these files to import.
import-trouble-other = The import broke off.
import-safe = What was imported so far is safe.

import-lead-runs = You may close the page: the import runs on the server.
import-lead-stopped = Stopped. What was imported is safe; it goes on from here, and nothing comes twice.
import-lead-failed = It could not go on.
import-lead-elsewhere = Begun on the command line and not finished. The same command goes on from here.
import-lead-given-up = Stopped, the files are removed. What was imported stays.
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
import-speed = { $shown } a second
import-left = left: { $time }
import-stop = Stop
import-resume = Go on
import-change = Change answers
import-to-people = To the people
import-brought = What it brought
import-new-people = New people
import-new-authors = People who wrote
import-new-messages = New messages
import-new-orders = New orders
import-new-reactions = New reactions
import-new-memberships = Joined and left
import-service = Service records: topics, pinned messages, titles
import-known-already = Known before

brought-messages = { $count ->
    [one] { $shown } message
   *[other] { $shown } messages
}
brought-people = { $count ->
    [one] { $shown } person
   *[other] { $shown } people
}
brought-authors = { $count ->
    [one] { $shown } person wrote
   *[other] { $shown } people wrote
}
brought-orders = { $count ->
    [one] { $shown } order
   *[other] { $shown } orders
}
brought-reactions = { $count ->
    [one] { $shown } reaction
   *[other] { $shown } reactions
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
refused-again = Correct them and import again: nothing comes twice.

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
field-number = order number
field-kind = kind of order
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
reason-is-no-amount = “{ $first }” is no amount
reason-is-no-currency = “{ $first }” is no currency
reason-is-no-quantity = “{ $first }” is no quantity
reason-is-no-date = “{ $first }” is no date
reason-is-no-role = “{ $first }” is no role
reason-is-no-email-address = “{ $first }” is no e-mail address
reason-is-no-phone-number = “{ $first }” is no phone number
reason-no-email-phone-handle-or-id-nobody-can-be-found-by-it = no e-mail, phone, handle or id: nobody can be found by it
reason-no-email-phone-id-handle-or-name-nobody-bought-this = no e-mail, phone, id, handle or name: nobody bought this
reason-the-row-has-cells-the-header = the row has { $first } cells, the header { $second }
reason-a-quotation-mark-is-opened-here-and-never-closed = a quotation mark is opened here and never closed
reason-the-row-has-more-columns-than-excel-knows = the row has more columns than Excel knows
reason-its-date-lies-in-the-future-kept-aside-not-counted = its date { $first } lies in the future: kept aside, not counted
reason-its-date-is-before-kept-aside-not-counted = its date { $first } is before 1995: kept aside, not counted
reason-it-has-no-date-that-can-be-read = it has no date that can be read
reason-this-message-has-no-date-that-can-be-read = this message has no date that can be read
reason-this-message-has-no-id = this message has no id
reason-this-is-not-an-object = this is not an object
reason-this-is-not-a-json-object = this is not a JSON object
reason-there-is-no-time-in-or-near-this-service-message = there is no time in or near this service message
reason-the-file-ends-inside-this-record-it-was-cut-off = the file ends inside this record: it was cut off
reason-the-page-is-cut-off-inside-this-message = the page is cut off inside this message
