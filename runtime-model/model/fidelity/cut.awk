# Cuts functions out of a C file of the kernel's style: a definition starts in
# the first column, and so do its braces.
#   awk -v names="f g@2 a|b ?h" -v names_to=F -v prototypes_to=F -v bodies_to=F
# appends renames, prototypes and definitions. Each body starts with
# trace_call(), which the includer defines. Fails with the name of the first
# function that is not there.

{ line[NR] = $0 }

END {
  count = split(names, wanted, " ")
  for (i = 1; i <= count; i++)
    if (!cut_one(wanted[i])) {
      print FILENAME ": " wanted[i]
      exit 1
    }
}

function cut_one(name,    optional, alternatives, n, i, found) {
  optional = sub(/^\?/, "", name)
  n = split(name, alternatives, "|")
  for (i = 1; i <= n; i++)
    found = cut_definition(alternatives[i]) || found
  return found || optional
}

function cut_definition(name,    nth, at, head) {
  nth = 1
  if (match(name, /@[0-9]+$/)) {
    nth = substr(name, RSTART + 1)
    name = substr(name, 1, RSTART - 1)
  }
  for (at = 1; at <= NR; at++) {
    if (line[at] !~ "^[a-z_].*[ *]" name "\\(")
      continue
    head = head_end(at)
    if (head && --nth == 0) {
      print "#define " name " tree_" name >> names_to
      copy(at, head)
      return 1
    }
  }
  return 0
}

# The line with the opening brace of the definition that starts at a line, or 0
# if that is a declaration.
function head_end(at) {
  for (; at <= NR && line[at] !~ /;/; at++)
    if (line[at + 1] == "{")
      return at + 1
  return 0
}

function copy(at, head,    i) {
  for (i = at; i < head; i++) {
    print line[i] (i == head - 1 ? ";" : "") >> prototypes_to
    print line[i] >> bodies_to
  }
  print "{ trace_call();" >> bodies_to
  for (i = head + 1; i <= NR && line[i] != "}"; i++)
    print line[i] >> bodies_to
  print "}\n" >> bodies_to
}
