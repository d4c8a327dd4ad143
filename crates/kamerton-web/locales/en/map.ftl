# The community map: who talks to whom.

map-title = Map
map-not-yet = The map is not drawn yet: it takes a minute after the first answers.
map-nobody = Nobody has talked with anybody yet.
map-nobody-help = People appear here once they answer or mention each other, or react.
map-people-on = { $count ->
    [one] { $shown } person is on the map.
   *[other] { $shown } people are on the map.
}
map-tied-now = { $count ->
    [one] { $shown } is tied to others now.
   *[other] { $shown } are tied to others now.
}
map-tied-then = { $count ->
    [one] At the end of { $month }, { $shown } of them was tied to others.
   *[other] At the end of { $month }, { $shown } of them were tied to others.
}
map-faded = The ties of the others have faded: they have not talked with anybody for a long time.
map-faded-then = The ties of the others had faded by then.
map-island-one = { $count ->
    [one] { $shown } person talks with nobody else, apart from the others.
   *[other] { $shown } people talk only among themselves, apart from the others.
}
map-islands = { $count ->
    [one] { $count } circle of people talks only among itself, apart from the others. It has { $largest }.
   *[other] { $count } circles of people talk only among themselves, apart from the others. The largest has { $largest }.
}
map-leader = Most listened to: { $name }.
map-loyal-of = Clients or loyal: { $loyal } of { $people }.
map-everywhere = All places
map-back = Back to the groups
map-how = Arrow keys lead from person to person, Shift with arrow keys moves the map, plus and minus zoom, Enter opens.
map-side = Attitude
map-side-loyal = clients and loyal people
map-side-potential = potential clients
map-side-against = against us
map-one-loyal = client or loyal
map-one-potential = potential client
map-one-against = against us
map-legend = Size shows influence; a line is conversation, a thicker one is more frequent and recent.
map-legend-lines = A line is conversation; a thicker one is more frequent and recent.
map-legend-groups = A circle is a group, its filled part is the share of clients and loyal people, a line is conversation between groups. Open a group to look inside.
map-in = Zoom in
map-out = Zoom out
map-fit = Show everything
map-play = Show how it grew
map-earlier = A month earlier
map-later = A month later
map-no-script = The picture needs JavaScript. The same data is in the tables below.
map-failed = The map’s data did not arrive. Reload the page; the same data is in the tables below.
map-what = The map counts answers, mentions, reposts and reactions in open places over the twenty months up to the end of { $month }. A tie loses half its strength in two months. Private messages are not included.
map-present = Colours and sizes show the present.
map-present-colour = Colours show the present.
map-no-influence = Influence is not calculated now: nobody has talked with anybody here after { $month }.
map-drawn = Drawn { $when }.
map-people = People on the map
map-sort-influence = by influence
map-sort-ties = by ties
map-sort-name = by name
map-sort-since = most recent first
map-ties = Ties
map-since = On the map since
map-groups = Groups
map-groups-how = Within a group people talk more with each other than with anybody else.
map-no-groups = There are no groups of three or more people yet.
map-group = Group
map-count = People
map-loyal = Clients and loyal
map-island = Tie to the others
map-is-island = no, they talk among themselves
map-is-tied = yes
map-grew = How it grew, by month
map-month = Month
map-nameless = No name
map-and-others = { $count ->
    [one] { $name } and { $count } more
   *[other] { $name } and { $count } more
}
map-people-left = { $count ->
    [one] { $shown } person did not fit.
   *[other] { $shown } people did not fit.
}
map-groups-left = { $count ->
    [one] { $shown } small group did not fit.
   *[other] { $shown } small groups did not fit.
}
map-ties-left = { $count ->
    [one] The weakest tie did not fit.
   *[other] The { $shown } weakest ties did not fit.
}
