#include "verify/Summary.h"
#include "verify/CalleeModels.h"
#include "verify/PrepareTail.h"

#include "llvm/IR/Function.h"

namespace premap::verify {

/// Parameters other than the vma and the file go by the type that they point
/// to, so that both hooks get the same ones.
static std::vector<Value> hookArguments(Executor &X, const TableHook &Hook,
                                        const llvm::Function &F) {
  std::vector<Value> Arguments;
  std::map<std::string, unsigned> Seen;
  for (unsigned I = 0; I < F.arg_size(); ++I) {
    std::string Tag = I < Hook.Parameters.size() ? Hook.Parameters[I] : "";
    if (Tag == "vm_area_struct" || Tag == "vm_area_desc") {
      Arguments.push_back(X.U.pointerTo(X.MappingObject));
      continue;
    }
    if (Tag == "file") {
      Arguments.push_back(
          X.U.pointerTo(X.U.namedObject(ObjectKind::Lazy, "file")));
      continue;
    }
    unsigned N = Seen[Tag]++;
    std::string Name = Tag.empty() ? "argument" : Tag;
    Name += N || Tag.empty() ? " " + std::to_string(N + 1) : "";
    if (Tag.empty())
      Arguments.push_back(X.symbolFor(Name, *F.getArg(I)->getType()));
    else
      Arguments.push_back(
          X.U.pointerTo(X.U.namedObject(ObjectKind::Lazy, Name)));
  }
  return Arguments;
}

/// Whether \p End does or returns anything else than the inner hook that it
/// called.
static bool goesOnAfterInner(const Executor &X, const PathState &End) {
  if (!End.Inner || !End.Returned)
    return false;
  return End.Effects.size() != End.Inner->Effects || !X.isFresh(End) ||
         !z3::eq(End.Returned->Bits.simplify(), End.Inner->Result.simplify());
}

Summary summarize(Executor &X, const TableHook &Hook, const MmapInputs &In,
                  HookCaller Caller) {
  Summary Result;
  Result.Legacy = false;
  for (const std::string &Tag : Hook.Parameters)
    Result.Legacy |= Tag == "vm_area_struct";
  X.MappingTag = Result.Legacy ? "vm_area_struct" : "vm_area_desc";
  X.MappingObject =
      X.U.namedObject(ObjectKind::Mapping, Result.Legacy ? "vma" : "desc");
  PathState Start;
  initMapping(X, Start, In);
  X.Fresh = Start.Memory.at(X.MappingObject);
  llvm::Function *F = X.Code.body(Hook.Function);
  if (!F) {
    Outcome O;
    O.Stopped = Stage::Unknown;
    O.S = std::move(Start);
    O.S.Obstacle = Hook.Function + "() has no body in the files given";
    Result.Outcomes.push_back(std::move(O));
    return Result;
  }
  PrepareTail Tail(X, In, Caller);
  for (PathState &End : X.run(Start, *F, hookArguments(X, Hook, *F))) {
    ++Result.Paths;
    Outcome O;
    O.S = std::move(End);
    O.HookEffects = O.S.Effects.size();
    if (O.S.Obstacle.empty() && goesOnAfterInner(X, O.S))
      O.S.Obstacle = "what follows the call of an inner hook that is to map";
    if (!O.S.Obstacle.empty() || !O.S.Returned) {
      O.Stopped = O.S.Obstacle.empty() ? Stage::Crashed : Stage::Unknown;
      Result.Outcomes.push_back(std::move(O));
      continue;
    }
    z3::expr Code = O.S.Returned->Bits;
    bool Held = false;
    z3::expr Zero = X.U.number(0, Code.get_sort().bv_size());
    if (auto Fails = X.split(O.S, Code != Zero, Held); Fails || Held) {
      Outcome Failed = O;
      if (Fails)
        Failed.S = std::move(*Fails);
      Failed.Stopped = Stage::Hook;
      Failed.Return = Code;
      Result.Outcomes.push_back(std::move(Failed));
      if (Held)
        continue;
    }
    O.Return = Zero;
    if (Result.Legacy) {
      readFields(X, O, In);
      Result.Outcomes.push_back(std::move(O));
      continue;
    }
    for (Outcome &Later : Tail.run(std::move(O)))
      Result.Outcomes.push_back(std::move(Later));
  }
  Result.Bounded = X.Bounded;
  return Result;
}

} // namespace premap::verify
