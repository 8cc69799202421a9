#include "matchers/classes/Predicates.h"

#include "llvm/ADT/STLExtras.h"

using llvm::StringRef;

namespace premap {

std::vector<const HandlerBody *> Evidence::bodies() const {
  std::vector<const HandlerBody *> Result{Reading.Handler};
  for (const FunctionFacts *Helper : Reading.Helpers)
    Result.push_back(&Helper->Body);
  return Result;
}

const HandlerBody *Evidence::bodyOf(StringRef Name) const {
  for (const auto *Functions : {&Reading.Helpers, &Reading.Callees})
    for (const FunctionFacts *Function : *Functions)
      if (Function->Name == Name)
        return &Function->Body;
  return nullptr;
}

bool Evidence::any(llvm::function_ref<bool(const Event &)> Wanted) const {
  for (const HandlerBody *Body : bodies())
    for (const Event &E : Body->Events)
      if (!E.Unevaluated && Wanted(E))
        return true;
  return false;
}

bool Evidence::has(std::initializer_list<EventKind> Kinds) const {
  return any([&](const Event &E) { return llvm::is_contained(Kinds, E.Kind); });
}

bool Evidence::maps(kernel::CallKind Kind) const {
  return any([&](const Event &E) {
    return E.Kind == EventKind::Map && kernel::kindOf(E.Name) == Kind;
  });
}

bool Evidence::changesField(StringRef Field) const {
  return any([&](const Event &E) {
    return (E.Kind == EventKind::FieldWrite ||
            E.Kind == EventKind::FieldAddress) &&
           E.Name == Field;
  });
}

bool Evidence::callsFileOperation(const Event &Call) const {
  return Reading.FieldUses &&
         llvm::any_of(*Reading.FieldUses, [&](const FieldUse &Use) {
           return Use.Kind == FieldUseKind::Call &&
                  Use.Type == "file_operations" &&
                  Call.Where.contains(Use.Where);
         });
}

} // namespace premap
