# The community map: who talks to whom.

map-title = Map
map-not-yet = The map is not drawn yet: it takes a minute after the first answers.
map-nobody = Nobody has talked with anybody yet.
map-nobody-help = People come here once they answer each other, mention each other or react.
map-people-on = { $count ->
    [one] { $shown } person is on the map.
   *[other] { $shown } people are on the map.
}
map-tied-now = { $count ->
    [one] { $shown } is tied to others now.
   *[other] { $shown } are tied to others now.
}
map-tied-then = { $count ->
    [one] At the end of { $month } { $shown } was tied to others.
   *[other] At the end of { $month } { $shown } were tied to others.
}
map-faded = The ties of the rest have faded: they have not talked with anybody for long.
map-island-one = { $count ->
    [one] { $shown } person talks with nobody else, apart from the others.
   *[other] { $shown } people talk among themselves only, apart from the others.
}
map-islands = { $count ->
    [one] { $count } circle of people talks among itself only, apart from the others. It has { $largest }.
   *[other] { $count } circles of people talk among themselves only, apart from the others. The largest has { $largest }.
}
map-leader = Most listened to: { $name }.
map-loyal-of = { $loyal } of { $people } are loyal.
map-everywhere = All places
map-back = To the groups
map-how = Map: arrows go from person to person, Shift and arrows move it, plus and minus zoom, Enter opens.
map-side = Attitude
map-side-loyal = loyal
map-side-potential = potential clients
map-side-against = against us
map-one-loyal = loyal
map-one-potential = potential client
map-one-against = against us
map-legend = Size is influence, a line is talk: the thicker, the more often and the later.
map-legend-groups = A circle is a group, its filled part the share of loyal people, a line talk between groups. A group opens.
map-in = Closer
map-out = Farther
map-fit = Show all of it
map-play = Show how it grew
map-earlier = A month earlier
map-later = A month later
map-no-script = A script draws the picture. The same stands in the tables below.
map-failed = The data of the map did not come. Load the page again; the same stands in the tables below.
map-what = Answers, mentions, reposts and reactions in open places of twenty months count. A tie loses half in two months. Private talk is not here. Colour and size are those of now.
map-drawn = Drawn { $when }.
map-people = People on the map
map-sort-influence = by influence
map-sort-ties = by ties
map-sort-name = by name
map-sort-since = latest first
map-ties = Ties
map-since = On the map since
map-groups = Groups
map-groups-how = Within a group people talk more than with the others.
map-no-groups = There are no groups of three or more people yet.
map-group = Group
map-count = People
map-loyal = Loyal
map-island = Tie to the others
map-is-island = no, they talk among themselves
map-is-tied = yes
map-grew = How it grew, by month
map-month = Month
map-nameless = Nameless
map-and-others = { $count ->
    [one] { $name } and { $count } more
   *[other] { $name } and { $count } more
}
map-people-left = { $count ->
    [one] { $shown } person found no room.
   *[other] { $shown } people found no room.
}
map-groups-left = { $count ->
    [one] { $shown } small group found no room.
   *[other] { $shown } small groups found no room.
}
map-ties-left = { $count ->
    [one] The weakest tie found no room.
   *[other] The { $shown } weakest ties found no room.
}
