#include "verify/Executor.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Operator.h"
#include "llvm/Support/Path.h"

#include <regex>

namespace premap::verify {

static constexpr unsigned MaxSteps = 40000; // instructions on one path

Executor::Executor(Universe &U, PathSolver &Solver, Program &Code,
                   const ResourceTable &Table, const ExecutorLimits &Limits)
    : U(U), Solver(Solver), Code(Code), Table(Table), Limits(Limits) {}

const llvm::DataLayout &Executor::layout() const { return Code.dataLayout(); }

/// The absolute path, then \p Line.
static std::string placeIn(const llvm::DIScope &File, unsigned Line) {
  // Clang splits off what the file shares with the folder of the command.
  llvm::SmallString<128> Path(File.getFilename());
  llvm::sys::path::make_absolute(File.getDirectory(), Path);
  llvm::sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
  return Path.str().str() + ":" + std::to_string(Line);
}

std::string Executor::where(const llvm::Instruction &I) const {
  const llvm::DILocation *Location = I.getDebugLoc().get();
  return Location ? placeIn(*Location->getScope(), Location->getLine()) : "";
}

std::vector<PathState> Executor::run(PathState Start, llvm::Function &F,
                                     const std::vector<Value> &Arguments) {
  std::vector<PathState> Ends;
  Start.Returned.reset();
  Start.Steps = 0;
  Exhausted.clear();
  EntryName = F.getName().str();
  if (const llvm::DISubprogram *Source = F.getSubprogram();
      Source && !Start.InClose)
    Start.Decided = placeIn(*Source, Source->getLine());
  if (!enter(Start, F, nullptr, Arguments)) {
    Start.Frames.clear();
    Ends.push_back(std::move(Start));
    return Ends;
  }
  Work.push_back(std::move(Start));
  while (!Work.empty()) {
    PathState S = std::move(Work.back());
    Work.pop_back();
    if (Ends.size() >= Limits.MaxPaths)
      Exhausted = tooManyPaths();
    if (!Exhausted.empty()) {
      S.Obstacle = Exhausted;
      S.Frames.clear();
      Ends.push_back(std::move(S));
      Work.clear();
      break;
    }
    runPath(std::move(S), Ends);
  }
  return Ends;
}

/// Each path that waits has an end of its own, so that too many are known
/// before they were followed.
void Executor::queue(PathState S) {
  Work.push_back(std::move(S));
  if (Work.size() + 1 > Limits.MaxPaths)
    Exhausted = tooManyPaths();
}

std::string Executor::tooManyPaths() const {
  return "more than " + std::to_string(Limits.MaxPaths) + " paths";
}

void Executor::runPath(PathState S, std::vector<PathState> &Ends) {
  while (step(S, Ends)) {
    if (++S.Steps > MaxSteps)
      S.Obstacle = "more than " + std::to_string(MaxSteps) +
                   " instructions on one path, at " +
                   where(*S.Frames.back().Next);
    if ((S.Steps & 31) == 0 && CpuClock::now() > Limits.Deadline)
      S.Obstacle = Exhausted = "out of time";
    if (S.Obstacle.empty())
      continue;
    S.Frames.clear();
    Ends.push_back(std::move(S));
    return;
  }
}

bool Executor::enter(PathState &S, llvm::Function &F,
                     const llvm::CallBase *Call,
                     const std::vector<Value> &Arguments) {
  if (S.Frames.size() > Limits.MaxInlineDepth) {
    S.Obstacle = F.getName().str() + "() is called too deeply";
    return false;
  }
  Entered.insert(F.getName().str());
  Frame Inner;
  Inner.Function = &F;
  Inner.Block = &F.getEntryBlock();
  Inner.Next = &F.getEntryBlock().front();
  Inner.Call = Call;
  for (unsigned I = 0; I < F.arg_size() && I < Arguments.size(); ++I)
    Inner.Registers.insert_or_assign(F.getArg(I), Arguments[I]);
  S.Frames.push_back(std::move(Inner));
  return true;
}

void Executor::jump(PathState &S, const llvm::BasicBlock *To) {
  Frame &Top = S.Frames.back();
  // A loop that is entered anew starts to count anew.
  const llvm::Loop *Loop = Code.loopOf(*To);
  if (Loop && Loop->getHeader() == To && !Loop->contains(Top.Block)) {
    for (const llvm::BasicBlock *B : Loop->blocks()) {
      Top.Visits.erase(B);
      Top.CountedRounds.erase(B);
    }
  }
  Top.Previous = Top.Block;
  Top.Block = To;
  // All phi nodes read the values from before the jump.
  std::vector<std::pair<const llvm::PHINode *, Value>> Inputs;
  for (const llvm::PHINode &Phi : To->phis())
    Inputs.emplace_back(
        &Phi, operand(S, *Phi.getIncomingValueForBlock(Top.Previous)));
  for (auto &[Phi, V] : Inputs)
    Top.Registers.insert_or_assign(Phi, V);
  Top.Next = &*To->getFirstNonPHIIt();
}

std::optional<PathState>
Executor::split(PathState &S, const z3::expr &Condition, bool &Held) {
  z3::expr Simple = Condition.simplify();
  if (Simple.is_true() || Simple.is_false()) {
    Held = Simple.is_true();
    return std::nullopt;
  }
  z3::expr Negated = (!Simple).simplify();
  // What cannot be decided is taken as possible: a path too many is checked,
  // never trusted.
  Answer CanHold = Solver.extend(S.Condition, Simple);
  if (CanHold == Answer::No) {
    Held = false;
    return std::nullopt;
  }
  Answer CanFail = Solver.extend(S.Condition, Negated);
  if (CanFail == Answer::No) {
    Held = true;
    return std::nullopt;
  }
  PathState Holds = S;
  Holds.Condition.push_back(Simple);
  Holds.Certain &= CanHold == Answer::Yes;
  unify(Holds, Simple);
  S.Condition.push_back(Negated);
  S.Certain &= CanFail == Answer::Yes;
  unify(S, Negated);
  return Holds;
}

/// Whether each round of the loop around \p B so far had an exit that was no
/// question: then it ends by itself.
static bool endsByItself(const Frame &Top, const llvm::Loop *Loop,
                         unsigned Rounds) {
  if (!Loop)
    return false;
  auto Known = Top.CountedRounds.find(Loop->getHeader());
  return Known != Top.CountedRounds.end() && Known->second + 1 >= Rounds;
}

bool Executor::branch(PathState &S, const z3::expr &Condition,
                      const llvm::BasicBlock *Then,
                      const llvm::BasicBlock *Else) {
  Frame &Top = S.Frames.back();
  const llvm::Loop *Loop = Code.loopOf(*Top.Block);
  z3::expr Simple = Condition.simplify();
  if (Simple.is_true() || Simple.is_false()) {
    if (Loop && (!Loop->contains(Then) || !Loop->contains(Else)))
      ++Top.CountedRounds[Loop->getHeader()];
    jump(S, Simple.is_true() ? Then : Else);
    return true;
  }
  bool Held = false;
  std::optional<PathState> Taken = split(S, Simple, Held);
  if (!Taken) {
    jump(S, Held ? Then : Else);
    return true;
  }
  if (!S.InClose)
    S.Decided = Taken->Decided = where(*Top.Block->getTerminator());
  unsigned Rounds = ++Top.Visits[Top.Block];
  if (Rounds > Limits.LoopBound + 1 && !endsByItself(Top, Loop, Rounds)) {
    Bounded = true; // neither side is followed
    return false;
  }
  Taken->Frames.back().Visits = Top.Visits;
  jump(*Taken, Then);
  queue(std::move(*Taken));
  jump(S, Else);
  return true;
}

bool Executor::step(PathState &S, std::vector<PathState> &Ends) {
  Frame &Top = S.Frames.back();
  const llvm::Instruction &I = *Top.Next;
  if (I.isTerminator() && !llvm::isa<llvm::CallBase>(I))
    return stepTerminator(S, I, Ends);
  if (const auto *Call = llvm::dyn_cast<llvm::CallBase>(&I))
    return stepCall(S, *Call, Ends);
  std::optional<Value> Result = evaluate(S, I);
  if (!S.Obstacle.empty())
    return true;
  if (Result)
    Top.Registers.insert_or_assign(&I, *Result);
  Top.Next = I.getNextNode();
  return true;
}

bool Executor::stepTerminator(PathState &S, const llvm::Instruction &I,
                              std::vector<PathState> &Ends) {
  if (const auto *Branch = llvm::dyn_cast<llvm::BranchInst>(&I)) {
    if (Branch->isUnconditional()) {
      jump(S, Branch->getSuccessor(0));
      return true;
    }
    z3::expr Condition =
        operand(S, *Branch->getCondition()).Bits == U.number(1, 1);
    return branch(S, Condition, Branch->getSuccessor(0),
                  Branch->getSuccessor(1));
  }
  if (const auto *Switch = llvm::dyn_cast<llvm::SwitchInst>(&I))
    return stepSwitch(S, *Switch);
  if (const auto *Return = llvm::dyn_cast<llvm::ReturnInst>(&I)) {
    std::optional<Value> Result;
    if (Return->getReturnValue())
      Result = operand(S, *Return->getReturnValue());
    const llvm::Instruction *Call = S.Frames.back().Call;
    S.Frames.pop_back();
    if (!Call) {
      S.Returned = Result ? *Result : Value(U.number(0, 32));
      Ends.push_back(std::move(S));
      return false;
    }
    Frame &Caller = S.Frames.back();
    if (Result)
      Caller.Registers.insert_or_assign(Call, *Result);
    Caller.Next = Call->getNextNode();
    return true;
  }
  if (llvm::isa<llvm::UnreachableInst>(I)) {
    S.Frames.clear(); // BUG(): ends without a result
    Ends.push_back(std::move(S));
    return false;
  }
  S.Obstacle =
      std::string("the instruction ") + I.getOpcodeName() + " at " + where(I);
  return true;
}

bool Executor::receivesMapping(PathState &S,
                               const std::vector<Value> &Arguments) {
  for (const Value &V : Arguments)
    if (V.Object == MappingObject ||
        (V.Object < 0 && V.Bits.get_sort().bv_size() == U.PointerBits &&
         V.Bits.is_numeral() && U.resolve(V).Object == MappingObject))
      return true;
  return false;
}

void Executor::finishCall(PathState &S, const llvm::CallBase &Call,
                          const Value &V) {
  Frame &Top = S.Frames.back();
  if (!Call.getType()->isVoidTy())
    Top.Registers.insert_or_assign(&Call, V);
  // asm goto: the model went to the fall-through side.
  Top.Next = Call.getNextNode();
}

/// Whether the text makes no code: labels and nothing, and a note for objtool
/// in a section that is thrown away. instrumentation_begin() is one; it is
/// numbered through the whole file.
static bool isAnnotation(const std::string &Assembly) {
  static const std::regex Note(
      R"(\.pushsection\s+\.discard\.[\s\S]*?\.popsection)");
  static const std::regex Nothing(R"((\d+:|nop|[\s;])*)");
  std::string Rest = std::regex_replace(Assembly, Note, "");
  return Rest != Assembly && std::regex_match(Rest, Nothing);
}

bool Executor::stepCall(PathState &S, const llvm::CallBase &Call,
                        std::vector<PathState> &Ends) {
  if (const auto *Goto = llvm::dyn_cast<llvm::CallBrInst>(&Call)) {
    S.Obstacle = "asm goto at " + where(*Goto);
    return true;
  }
  if (llvm::isa<llvm::IntrinsicInst>(Call))
    return stepIntrinsic(S, Call);
  std::vector<Value> Arguments;
  for (const llvm::Use &Argument : Call.args())
    Arguments.push_back(operand(S, *Argument.get()));
  if (!S.Obstacle.empty())
    return true;
  if (callsMoved(Call)) {
    callMoved(S, Call, Arguments);
    return true;
  }
  std::string Name;
  if (const auto *Asm =
          llvm::dyn_cast<llvm::InlineAsm>(Call.getCalledOperand())) {
    if (isAnnotation(Asm->getAsmString().str()) && Call.getType()->isVoidTy()) {
      finishCall(S, Call, Value(U.word(0)));
      return true;
    }
    Name = "asm \"" + Asm->getAsmString().str() + "\"";
    // What the compiler may leave out or move computes, and does nothing else.
    if (!Asm->hasSideEffects() && Call.doesNotAccessMemory()) {
      finishCall(S, Call, computed(Name, Arguments, *Call.getType()));
      return true;
    }
    // WARN() and BUG(): the line number is no part of what happens.
    if (Name.find("__bug_table") != std::string::npos) {
      Name = "WARN";
      Arguments.clear();
    }
  } else {
    Value Callee = operand(S, *Call.getCalledOperand());
    if (Callee.Object >= 0 &&
        U.Objects[Callee.Object].Kind == ObjectKind::Global)
      Name = U.Objects[Callee.Object].Name;
    else {
      Name = "*" + U.describe(Callee.Bits.simplify());
      Arguments.insert(Arguments.begin(), Callee);
    }
  }
  // What a name means in the kernel is not what a changed body does.
  if (!Code.isRewritten(Name) &&
      runCalleeModel(*this, S, Call, Name, Arguments))
    return true;
  // What takes or drops something is known by its name, unless the texts do not
  // agree on it.
  bool Counted =
      isCounted(Table.lookup(Name).Kind) && !Code.changed().count(Name);
  llvm::Function *Body = Code.body(Name);
  if (Body && !Code.isLeftOut(Name) &&
      ((Code.mustFollow(Name) && !Counted) || receivesMapping(S, Arguments) ||
       (!Counted && Code.tellsPointer(Name, Table)))) {
    enter(S, *Body, &Call, Arguments);
    return true;
  }
  if (llvm::Function *Weak = Code.weakBody(Name);
      Weak && Code.isAffected(Name) && !Counted) {
    // Both are possible: the texts' own bodies, and one that they share.
    z3::expr Replaced = U.symbol(Name + "() is replaced", 1) == U.number(1, 1);
    bool Held = false;
    std::optional<PathState> Other = split(S, Replaced, Held);
    if (Other) {
      callUnknown(*Other, Call, Name, Arguments);
      queue(std::move(*Other));
    }
    if (!Held) {
      enter(S, *Weak, &Call, Arguments);
      return true;
    }
  }
  callUnknown(S, Call, Name, Arguments);
  return true;
}

} // namespace premap::verify
