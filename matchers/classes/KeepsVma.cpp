#include "matchers/classes/Predicates.h"

#include "llvm/ADT/STLExtras.h"

using llvm::StringRef;

namespace premap {

/// Whether the assignment \p Text stores into a variable of the function's own.
static bool storesIntoLocal(StringRef Text, const HandlerBody &Body) {
  // An initialiser list cannot be that of a static object.
  if (Text.starts_with("{"))
    return true;
  StringRef Target = Text.take_until([](char C) { return C == '='; }).rtrim();
  return llvm::any_of(Body.Locals, [&](const LocalVariable &Variable) {
    return Variable.Name == Target;
  });
}

// The pointer to the vma outlives the call: it is stored in an object.
bool keepsVma(const Evidence &Seen) {
  for (const HandlerBody *Body : Seen.bodies())
    for (const Event &E : Body->Events)
      if (E.Kind == EventKind::Escape && E.Name == "stored" &&
          !storesIntoLocal(E.Text, *Body))
        return true;
  return false;
}

} // namespace premap
