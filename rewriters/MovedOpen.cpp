#include "rewriters/MovedOpen.h"

#include <algorithm>

namespace premap {
namespace {

class Mover {
public:
  Mover(Session &S, const SourceText &T)
      : S(S), T(T), Moved(S.Together.Moved) {}
  void move(Subject &Hook);

private:
  void refuse(const std::string &Why, const Span &Where) {
    S.obstacle(rule::PM001, Why, Where);
  }
  bool findTable();
  bool isTextPlain();
  std::string newName() const;
  std::string signature(const std::string &Name) const;
  std::string function(const std::string &Name) const;
  void removeCall(Subject &Hook) const;

  Session &S;
  const SourceText &T;
  const OpenByHand &Moved;
  size_t OpenField = 0, OpenValue = 0; ///< tokens of `.open = f`
};

} // namespace

/// "st_vm_mapped" of "st_vm_open".
std::string Mover::newName() const {
  std::string Name = Moved.Open->Name;
  const std::string Old = "open";
  if (Name.ends_with(Old))
    return Name.substr(0, Name.size() - Old.size()) + "mapped";
  return Name + "_mapped";
}

/// Finds the entry `.open = f` of the table, which nobody but the hook names.
bool Mover::findTable() {
  unsigned Uses = 0;
  for (size_t I = 0; I < T.tokens().size(); ++I) {
    if (T.at(I) != Moved.Table->Name || T.isMember(I))
      continue;
    bool Declares = I > 0 && T.at(I - 1) == "vm_operations_struct";
    if (!Declares) {
      ++Uses;
      continue;
    }
    std::optional<size_t> Close =
        T.matches(I + 1, {"=", "{"}) ? T.closing(I + 2) : std::nullopt;
    for (size_t J = I + 3; Close && J < *Close; ++J)
      if (T.matches(J, {".", "open", "=", Moved.Open->Name})) {
        OpenField = J + 1;
        OpenValue = J + 3;
      }
  }
  if (Uses != 1) {
    refuse(Moved.Table->Name + " is named by others than the hook, who may "
                               "install it for a VMA",
           Moved.Call->Where);
    return false;
  }
  return OpenField != 0 &&
         Moved.Open->Definition.end() <= T.tokens()[OpenField].Begin;
}

/// Whether a copy of the function's text does the same.
bool Mover::isTextPlain() {
  const Range Where = range(Moved.Open->Definition);
  for (const Range &Directive : T.directives())
    if (Where.contains(Directive))
      return false;
  const Range Body = range(Moved.Open->Body.Block);
  for (size_t I = T.firstAt(Body.Begin);
       I < T.tokens().size() && T.tokens()[I].Begin < Body.End; ++I)
    if (T.at(I) == "static")
      return false;
  return true;
}

/// "static int NAME(...)", filled to 80 columns.
std::string Mover::signature(const std::string &Name) const {
  static constexpr const char *Parameters[] = {
      "unsigned long start,", "unsigned long end,", "pgoff_t pgoff,",
      "const struct file *file,", "void **vm_private_data)"};
  std::string Out = "static int " + Name + "(";
  const unsigned Aligned = Out.size();
  unsigned Column = Aligned;
  for (const std::string P : Parameters) {
    bool First = Column == Aligned;
    if (!First && Column + 1 + P.size() > 80) {
      Out += T.newline() + indentTo(Aligned);
      Column = Aligned;
      First = true;
    }
    Out += (First ? "" : " ") + P;
    Column += P.size() + (First ? 0 : 1);
  }
  return Out;
}

std::string Mover::function(const std::string &Name) const {
  const Range Body = range(Moved.Open->Body.Block);
  std::vector<Replacement> Changes;
  for (const Event &E : Moved.Open->Body.Events)
    if (E.Kind == EventKind::FieldRead)
      Changes.push_back({range(E.Where), std::string(argumentOfMapped(E))});
  for (size_t I = T.firstAt(Body.Begin);
       I < T.tokens().size() && T.tokens()[I].Begin < Body.End; ++I)
    if (T.matches(I, {"return", ";"}))
      Changes.push_back({T.tokens()[I], "return 0"});
  std::string Text = render(T, {Body.Begin, Body.End - 1}, Changes);
  while (!Text.empty() && (Text.back() == '\n' || Text.back() == '\r' ||
                           Text.back() == ' ' || Text.back() == '\t'))
    Text.pop_back();
  const std::string &N = T.newline();
  return N + N + signature(Name) + N + Text + N + "\treturn 0;" + N + "}";
}

/// With its line, and the empty one that would be left in front of a brace.
void Mover::removeCall(Subject &Hook) const {
  Range Where = range(Moved.Call->Statement);
  bool Alone =
      T.lineBegin(Where.Begin) + T.indent(Where.Begin).size() == Where.Begin &&
      T.lineEnd(Where.End) == Where.End;
  if (Alone)
    Where = {T.lineBegin(Where.Begin), T.nextLine(Where.End)};
  Hook.replace(Where, "");
  Hook.Vanishing.push_back(Moved.Call->Statement);
}

void Mover::move(Subject &Hook) {
  const std::string Name = newName();
  for (size_t I = 0; I < T.tokens().size(); ++I)
    if (T.at(I) == Name)
      return refuse(Name + " exists already", Moved.Open->Definition);
  if (!findTable())
    return refuse("the table of " + Moved.Open->Name +
                      "() is spelled in a form that is not edited",
                  Moved.Call->Where);
  if (!isTextPlain())
    return refuse(Moved.Open->Name + "() has a text that cannot be repeated",
                  Moved.Open->Definition);
  removeCall(Hook);
  const unsigned End = Moved.Open->Definition.end();
  S.edit(T, {End, End}, function(Name),
         Name + " takes for a mapping that was made");
  Replacement Entry = renameTableMember(T, T.tokens()[OpenField],
                                        T.tokens()[OpenValue], "mapped");
  const unsigned At = T.tokens()[OpenValue].End;
  S.edit(T, {At, At},
         "," + T.newline() + T.indent(T.tokens()[OpenField].Begin) + "." +
             Entry.Text + Name,
         "the table gets .mapped");
  S.Decisions.Mapped = Name;
  S.step("leave " + Moved.Open->Name + "() to " + Name +
             "(), the new .mapped of " + Moved.Table->Name,
         Moved.Call->Where);
}

void moveOpen(Session &S, Subject &F) {
  if (S.Together.Moved.Call && F.Facts == &S.Input.Handler && !F.IsTwin)
    Mover(S, *F.Source).move(F);
}

} // namespace premap
