#include "verify/InlineComparison.h"
#include "kernel/Fields.h"
#include "kernel/Meanings.h"

#include "llvm/IR/Function.h"

#include <cstdio>

namespace premap::verify {

static constexpr unsigned SolverSteps = 3'000'000;
static constexpr auto Patience = std::chrono::seconds(10);

static ExecutorLimits limits() {
  ExecutorLimits Limits;
  Limits.MaxPaths = 64;
  Limits.MaxInlineDepth = 16;
  Limits.Deadline = CpuClock::now() + Patience;
  return Limits;
}

InlineComparison::InlineComparison(Program &Code, const ResourceTable &Table,
                                   llvm::Function &Body, llvm::Function &Caller)
    : U(Code.types().PointerBytes * 8), Code(Code), BodyText(Body),
      Caller(Caller), Solver(U, SolverSteps, CpuClock::now() + Patience),
      Model(U, Solver, Code, Table, limits()),
      Body(U, Solver, Code, Table, limits()) {
  auto Shift = Code.types().Constants.find("PAGE_SHIFT");
  if (Shift != Code.types().Constants.end())
    U.PageShift = Shift->second;
  for (Executor *X : {&Model, &this->Body}) {
    X->MappingTag = kernel::VmaRecord;
    X->MappingObject = U.namedObject(ObjectKind::Mapping, "the mapping");
    X->FoldsConstants = true;
  }
  this->Body.FillsActions = true;
}

Value InlineComparison::mapping(const std::string &Tag) {
  Model.MappingTag = Body.MappingTag = Tag;
  return U.pointerTo(Model.MappingObject);
}

void InlineComparison::store(const Value &Pointer, std::uint64_t Offset,
                             const z3::expr &Data) {
  Place At = U.resolve(Pointer);
  Model.store(Start, {At.Object, (At.Offset + U.word(Offset)).simplify()},
              Value(Data), Data.get_sort().bv_size() / 8);
}

void InlineComparison::compare(const std::vector<Value> &Arguments) {
  std::string Name = BodyText.getName().str();
  std::vector<PathState> ModelEnds = Model.run(Start, Caller, Arguments);
  if (Model.Entered.count(Name)) {
    Undecided = "it has a model, but none for such arguments";
    return;
  }
  std::vector<PathState> BodyEnds = Body.run(Start, BodyText, Arguments);
  if (Model.Bounded || Body.Bounded) {
    Undecided = "a loop has an unknown number of rounds";
    return;
  }
  for (const PathState &M : ModelEnds)
    for (const PathState &B : BodyEnds) {
      Ends E{M, B, M.Condition};
      E.Condition.insert(E.Condition.end(), B.Condition.begin(),
                         B.Condition.end());
      if (Solver.check(E.Condition, U.Z.bool_val(true)) != Answer::No)
        compareEnds(E);
      if (isDone())
        return;
    }
}

void InlineComparison::compareEnds(const Ends &E) {
  if (!E.Model.Obstacle.empty() || !E.Body.Obstacle.empty()) {
    Undecided = E.Body.Obstacle.empty() ? "its model: " + E.Model.Obstacle
                                        : E.Body.Obstacle;
    return;
  }
  if (!E.Body.Returned || !E.Model.Returned) {
    Deviation =
        E.Model.Returned ? "it may end in BUG()" : "its model does not return";
    return;
  }
  compareEffects(E);
  if (!isDone())
    compareResults(E, *E.Model.Returned, *E.Body.Returned);
  if (!isDone())
    compareAction(E);
  if (!isDone())
    compareMemory(E);
}

void InlineComparison::compareResults(const Ends &E, const Value &Model,
                                      const Value &Body) {
  if (Model.Elements.size() != Body.Elements.size()) {
    Undecided = "its result has another form in the model";
    return;
  }
  if (Model.Elements.empty())
    return expectSame(E, "the result", Model.Bits, Body.Bits);
  for (std::size_t I = 0; I < Model.Elements.size(); ++I)
    compareResults(E, Model.Elements[I], Body.Elements[I]);
}

/// "0x10 in the tree, 0x0 in the model"
static std::string bothValues(z3::model Values, const z3::expr &Model,
                              const z3::expr &Body) {
  auto text = [&](const z3::expr &E) {
    std::uint64_t N = 0;
    z3::expr Known = Values.eval(E, /*model_completion=*/true);
    char Buffer[24] = "?";
    if (isNumber(Known, N))
      std::snprintf(Buffer, sizeof(Buffer), "0x%llx",
                    static_cast<unsigned long long>(N));
    return std::string(Buffer);
  };
  return text(Body) + " in the tree, " + text(Model) + " in the model";
}

void InlineComparison::expectSame(const Ends &E, const std::string &What,
                                  const z3::expr &Model, const z3::expr &Body) {
  if (isDone())
    return;
  if (Model.get_sort().bv_size() != Body.get_sort().bv_size()) {
    Deviation = What + " has another width";
    return;
  }
  z3::expr Differs = (Model != Body).simplify();
  if (Differs.is_false())
    return;
  switch (Solver.check(E.Condition, Differs)) {
  case Answer::No:
    return;
  case Answer::Yes:
    Deviation =
        What + " may differ: " + bothValues(Solver.model(), Model, Body);
    return;
  case Answer::Unknown:
    Undecided = "the solver could not decide whether " + What + " differs";
    return;
  }
}

bool InlineComparison::isOfAction(int Object, std::uint64_t Offset) const {
  const FieldPlace *Action =
      Code.types().find(std::string(kernel::DescRecord), "action");
  return Object == Model.MappingObject &&
         Model.MappingTag == kernel::DescRecord && Action &&
         Offset >= Action->Offset && Offset < Action->Offset + Action->Size;
}

void InlineComparison::compareMemory(const Ends &E) {
  std::set<std::tuple<int, std::uint64_t, unsigned>> Written;
  for (const PathState *S : {&E.Model, &E.Body})
    for (const auto &[Object, Memory] : S->Memory) {
      if (U.Objects[Object].Kind == ObjectKind::Local)
        continue;
      for (const MemoryWrite &W : Memory.Writes) {
        std::uint64_t Offset = 0;
        if (!isNumber(W.Offset, Offset)) {
          Undecided = "it writes to a place that is computed";
          return;
        }
        if (E.Model.Action.Type == PendingAction::None ||
            !isOfAction(Object, Offset))
          Written.emplace(Object, Offset, W.Bytes);
      }
    }
  for (const auto &[Object, Offset, Bytes] : Written)
    comparePlace(E, Object, Offset, Bytes);
}

void InlineComparison::comparePlace(const Ends &E, int Object,
                                    std::uint64_t Offset, unsigned Bytes) {
  std::string What =
      "what is written " + std::to_string(Offset) + " bytes behind a pointer";
  if (Object == Model.MappingObject)
    What =
        Model.MappingTag + "." + Code.types().fieldAt(Model.MappingTag, Offset);
  PathState M = E.Model, B = E.Body;
  Place At{Object, U.word(Offset)};
  expectSame(E, What, Model.loadBits(M, At, Bytes).Bits,
             Body.loadBits(B, At, Bytes).Bits);
}

/// The members of a descriptor's action are what the model keeps apart.
void InlineComparison::compareAction(const Ends &E) {
  const PendingAction &Action = E.Model.Action;
  if (Action.Type == PendingAction::None)
    return;
  const Layout &Types = Code.types();
  const std::string Desc(kernel::DescRecord);
  PathState S = E.Body;
  auto expectMember = [&](const std::string &Member, const z3::expr &Wanted) {
    const FieldPlace *Where = Types.find(Desc, "action." + Member);
    if (!Where || Where->Size * 8 != Wanted.get_sort().bv_size())
      Undecided = "the action has no member " + Member + " of that size";
    else
      expectSame(E, "action." + Member, Wanted,
                 Body.loadBits(S, {Body.MappingObject, U.word(Where->Offset)},
                               Where->Size)
                     .Bits);
  };
  for (const kernel::ActionMembers &Row : kernel::actionMembers()) {
    if (Row.Means != kernel::meaningOf(BodyText.getName()))
      continue;
    auto Type = Types.Constants.find(std::string(Row.Type));
    const FieldPlace *Where = Types.find(Desc, "action.type");
    if (Type == Types.Constants.end() || !Where) {
      Undecided = "the action has no type";
      return;
    }
    expectMember("type", U.number(Type->second, Where->Size * 8));
    std::size_t I = 0;
    kernel::forEachWord(Row.Members, [&](std::string_view Member) {
      if (!isDone() && I < Action.Args.size())
        expectMember(std::string(Member), Action.Args[I]);
      ++I;
    });
    if (!isDone() && I != Action.Args.size())
      Undecided = "the model's action has other members";
  }
}

/// What is more than memory and a message.
static std::vector<const Effect *> effectsOf(const PathState &S) {
  std::vector<const Effect *> Result;
  for (const Effect &E : S.Effects)
    if (E.Kind != EffectKind::Store && E.Kind != EffectKind::Log)
      Result.push_back(&E);
  return Result;
}

void InlineComparison::compareEffects(const Ends &E) {
  std::vector<const Effect *> Model = effectsOf(E.Model),
                              Body = effectsOf(E.Body);
  for (std::size_t I = 0; I < std::max(Model.size(), Body.size()); ++I) {
    if (I < Body.size() && llvm::StringRef(Body[I]->Name).starts_with("asm ")) {
      Undecided = "inline assembly at " + Body[I]->Where;
      return;
    }
    if (I >= Model.size() || I >= Body.size() ||
        Model[I]->Kind != Body[I]->Kind) {
      bool More = I < Body.size();
      Deviation = (More ? "it does: " : "it does not do: ") +
                  (More ? Body : Model)[I]->Name;
      return;
    }
    compareRequests(E, *Model[I], *Body[I]);
    if (isDone())
      return;
  }
}

void InlineComparison::compareRequests(const Ends &E, const Effect &Model,
                                       const Effect &Body) {
  // An I/O remap is a remap with a protection that is made of the given one.
  bool Io = Model.Request == RequestKind::IoRemap &&
            Body.Request == RequestKind::Remap;
  bool Same = Model.Kind == EffectKind::Request
                  ? Io || Model.Request == Body.Request
                  : Model.Name == Body.Name;
  if (!Same || Model.Args.size() != Body.Args.size()) {
    Deviation = "it does " + Body.Name + " for " + Model.Name;
    return;
  }
  for (std::size_t I = 0; I < Model.Args.size(); ++I) {
    z3::expr Given = Body.Args[I];
    if (Io && I + 1 == Model.Args.size() && Given.is_app() &&
        Given.decl().decl_kind() == Z3_OP_UNINTERPRETED &&
        Given.num_args() == 1)
      Given = Given.arg(0);
    expectSame(E, Model.Name + ", " + Model.Labels[I], Model.Args[I], Given);
  }
}

} // namespace premap::verify
