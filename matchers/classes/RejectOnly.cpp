#include "matchers/classes/Predicates.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using llvm::StringRef;

namespace premap {

static bool isErrorConstant(StringRef Text) {
  Text = Text.trim();
  while (Text.size() > 1 && Text.front() == '(' && Text.back() == ')')
    Text = Text.drop_front().drop_back().trim();
  if (!Text.consume_front("-"))
    return false;
  Text = Text.trim();
  return !Text.empty() && (llvm::isDigit(Text.front()) ||
                           (Text.front() == 'E' && Text.size() > 1 &&
                            llvm::all_of(Text, llvm::isAlnum)));
}

/// Whether \p Value is an error, or a variable that never holds anything else.
static bool isAlwaysError(StringRef Value, const HandlerBody &Body) {
  if (isErrorConstant(Value))
    return true;
  return llvm::any_of(Body.Locals, [&](const LocalVariable &Variable) {
    return Variable.Name == Value && Variable.Writes.empty() &&
           !Variable.AddressTaken && isErrorConstant(Variable.Initializer.Text);
  });
}

// The handler never maps: whatever path it takes, it returns an error and has
// neither changed the vma nor handed it to anybody.
bool isRejectOnly(const Evidence &Seen) {
  if (Seen.has({EventKind::FieldWrite, EventKind::FieldAddress,
                EventKind::FlagSet, EventKind::FlagClear, EventKind::FlagModify,
                EventKind::Map, EventKind::GenericFile, EventKind::HelperCall,
                EventKind::OtherCall, EventKind::IndirectCall,
                EventKind::Escape}))
    return false;
  bool Returns = false;
  for (const Event &E : Seen.handler().Events) {
    if (E.Kind != EventKind::Return)
      continue;
    Returns = true;
    if (!isAlwaysError(E.Value.Text, Seen.handler()))
      return false;
  }
  return Returns;
}

} // namespace premap
