#include "verify/Trace.h"
#include "verify/PlainText.h"

namespace premap::verify {

static std::string stepText(const Effect &E, Universe &U) {
  std::string Text = E.Where.empty() ? "" : E.Where + ": ";
  Text += E.Name + "(";
  for (std::size_t I = 0; I < E.Args.size(); ++I)
    Text += (I ? ", " : "") +
            (I < E.Labels.size() ? E.Labels[I] + " = " : std::string()) +
            plainText(U, E.Args[I]);
  Text += ")";
  if (E.Result)
    Text += " = " + plainText(U, *E.Result);
  return Text + (E.InMapped  ? ", in mapped()"
                 : E.InClose ? ", in close()"
                             : "");
}

static PathTrace traceOf(const Outcome &O, const std::string &Side,
                         Universe &U) {
  PathTrace Path;
  Path.Side = Side;
  Path.End = endText(O);
  Path.Decided = O.S.Decided;
  if (O.Return && O.Stopped != Stage::Mapped)
    Path.Return = plainText(U, O.Return->simplify());
  for (const z3::expr &Guard : O.S.Condition)
    Path.Guards.push_back(plainText(U, Guard.simplify()));
  std::size_t Done = 0;
  for (const Effect &E : O.S.Effects) {
    Path.Steps.push_back(stepText(E, U));
    if (++Done == O.HookEffects && Done < O.S.Effects.size())
      Path.Steps.push_back("the hook returns");
  }
  if (O.Stopped == Stage::Mapped)
    for (const auto &[Name, E] : O.Fields)
      Path.Fields.push_back(Name + " = " + plainText(U, E.simplify()));
  return Path;
}

std::vector<PathTrace> traceOf(const Summary &S, const std::string &Side,
                               Universe &U) {
  std::vector<PathTrace> Paths;
  for (const Outcome &O : S.Outcomes)
    Paths.push_back(traceOf(O, Side, U));
  return Paths;
}

} // namespace premap::verify
