#include "verify/Program.h"
#include "kernel/Calls.h"
#include "kernel/Meanings.h"
#include "verify/BodyText.h"
#include "verify/CalleeModels.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/Path.h"
#include "llvm/Transforms/Scalar/SROA.h"
#include "llvm/Transforms/Scalar/SimplifyCFG.h"

namespace premap::verify {

struct Program::Loops {
  explicit Loops(llvm::Function &F) : Dominators(F), Info(Dominators) {}
  llvm::DominatorTree Dominators;
  llvm::LoopInfo Info;
};

Program::Program(std::vector<CompiledUnit> Given) : Units(std::move(Given)) {
  for (const CompiledUnit &U : Units)
    Follow.insert(U.HeaderBodies.begin(), U.HeaderBodies.end());
  nameOthersStatics();
  nameStaticLocals();
}

Program::Program(Program &&) = default;
Program &Program::operator=(Program &&) = default;
Program::~Program() = default;

const llvm::Loop *Program::loopOf(const llvm::BasicBlock &B) {
  auto &Known = LoopsOf[B.getParent()];
  if (!Known)
    Known =
        std::make_unique<Loops>(const_cast<llvm::Function &>(*B.getParent()));
  return Known->Info.getLoopFor(&B);
}

/// Splits "function.name.12"; the number counts over the whole file.
static std::optional<std::pair<std::string, unsigned>>
staticLocal(const llvm::GlobalVariable &G) {
  llvm::StringRef Name = G.getName();
  if (!G.hasLocalLinkage() || G.hasPrivateLinkage() || !Name.contains('.'))
    return std::nullopt;
  auto [Front, Last] = Name.rsplit('.');
  unsigned Number = 0;
  if (Last.getAsInteger(10, Number))
    return {{Name.str(), 0}};
  return {{Front.str(), Number}};
}

/// What is static in another file is not what has that name elsewhere.
void Program::nameOthersStatics() {
  for (std::size_t I = 1; I < Units.size(); ++I) {
    CompiledUnit &U = Units[I];
    std::string File =
        llvm::sys::path::stem(U.Module->getSourceFileName()).str();
    std::vector<llvm::GlobalValue *> Shared;
    for (llvm::GlobalValue &G : U.Module->global_values()) {
      bool Own = G.hasLocalLinkage() && !G.hasPrivateLinkage() &&
                 !G.isDeclaration() && !U.HeaderBodies.count(G.getName().str());
      auto hasIt = [&](const CompiledUnit &Other) {
        return &Other != &U && Other.Module->getNamedValue(G.getName());
      };
      if (Own && llvm::any_of(Units, hasIt))
        Shared.push_back(&G);
    }
    for (llvm::GlobalValue *G : Shared)
      G->setName(G->getName() + "@" + File);
  }
}

/// Numbers the static locals of a name within their function, so that a change
/// elsewhere does not rename them.
void Program::nameStaticLocals() {
  for (CompiledUnit &U : Units) {
    std::map<std::string, std::map<unsigned, llvm::GlobalVariable *>> Groups;
    // The name of a log call's record holds a number that counts over the file.
    unsigned Records = 0;
    for (llvm::GlobalVariable &G : U.Module->globals())
      if (std::string Text = logRecordText(G); !Text.empty())
        Groups[Text][Records++] = &G;
      else if (auto Local = staticLocal(G))
        Groups[Local->first][Local->second] = &G;
    for (auto &[Name, Members] : Groups)
      for (auto &[Number, G] : Members)
        G->setName("premap.renamed");
    for (auto &[Name, Members] : Groups) {
      unsigned N = 0;
      for (auto &[Number, G] : Members)
        G->setName(N++ ? Name + "." + std::to_string(N) : Name);
    }
  }
}

const llvm::DataLayout &Program::dataLayout() const {
  return Units.front().Module->getDataLayout();
}

static void simplify(llvm::Function &F) {
  llvm::LoopAnalysisManager Loops;
  llvm::FunctionAnalysisManager Functions;
  llvm::CGSCCAnalysisManager Graph;
  llvm::ModuleAnalysisManager Modules;
  llvm::PassBuilder Builder;
  Builder.registerModuleAnalyses(Modules);
  Builder.registerCGSCCAnalyses(Graph);
  Builder.registerFunctionAnalyses(Functions);
  Builder.registerLoopAnalyses(Loops);
  Builder.crossRegisterProxies(Loops, Functions, Graph, Modules);
  llvm::FunctionPassManager Passes;
  Passes.addPass(llvm::SROAPass(llvm::SROAOptions::PreserveCFG));
  Passes.addPass(llvm::SimplifyCFGPass());
  Passes.run(F, Functions);
}

/// The linker takes a definition of another file instead.
static bool isWeak(const llvm::GlobalValue &G) {
  return llvm::GlobalValue::isInterposableLinkage(G.getLinkage());
}

llvm::Function *Program::body(const std::string &Name) {
  return definition(Name, /*Weak=*/false);
}

llvm::Function *Program::weakBody(const std::string &Name) {
  return body(Name) ? nullptr : definition(Name, /*Weak=*/true);
}

llvm::Function *Program::definition(const std::string &Name, bool Weak) {
  for (const CompiledUnit &U : Units) {
    llvm::Function *F = U.Module->getFunction(Name);
    if (!F || F->isDeclaration() || isWeak(*F) != Weak)
      continue;
    if (Simplified.insert(Name).second)
      simplify(*F);
    return F;
  }
  return nullptr;
}

llvm::GlobalVariable *Program::variable(const std::string &Name) {
  for (const CompiledUnit &U : Units) {
    llvm::GlobalVariable *G = U.Module->getNamedGlobal(Name);
    if (G && G->hasInitializer() && !isWeak(*G))
      return G;
  }
  return nullptr;
}

/// What every name stands for, as comparable text.
std::map<std::string, std::string> Program::bodies() const {
  std::map<std::string, std::string> Result;
  for (const CompiledUnit &U : Units) {
    for (const llvm::Function &F : *U.Module)
      if (!F.isDeclaration())
        Result.emplace(F.getName().str(), bodyText(F));
    for (const llvm::GlobalVariable &G : U.Module->globals())
      if (G.hasInitializer() && !G.hasPrivateLinkage()) {
        std::string Record = logRecordText(G);
        Result.emplace(G.getName().str(),
                       Record.empty() ? constantText(*G.getInitializer())
                                      : Record);
      }
  }
  return Result;
}

std::set<std::string>
Program::recordsOf(const std::set<std::string> &Functions) {
  std::set<std::string> Tags;
  for (const std::string &Name : Functions) {
    const llvm::Function *F = body(Name);
    if (!F)
      F = weakBody(Name);
    if (!F)
      continue;
    for (const llvm::Instruction &I : llvm::instructions(*F)) {
      const auto *Address = llvm::dyn_cast<llvm::GetElementPtrInst>(&I);
      const auto *Type = Address ? llvm::dyn_cast<llvm::StructType>(
                                       Address->getSourceElementType())
                                 : nullptr;
      llvm::StringRef Tag = Type && Type->hasName() ? Type->getName() : "";
      if (Tag.consume_front("struct."))
        Tags.insert(Tag.str());
    }
  }
  return Tags;
}

static bool isOwn(const llvm::Value *Pointer) {
  return llvm::isa<llvm::AllocaInst>(llvm::getUnderlyingObject(Pointer));
}

bool Program::onlyAsks(const std::string &Name, const ResourceTable &Table) {
  auto [Known, New] = Asking.emplace(Name, false);
  const llvm::Function *F = New ? body(Name) : nullptr;
  if (!F)
    return Known->second;
  auto leavesNothing = [&](const llvm::CallBase &Call) {
    if (llvm::isa<llvm::DbgInfoIntrinsic>(Call))
      return true;
    if (const auto *Fill = llvm::dyn_cast<llvm::MemIntrinsic>(&Call))
      return isOwn(Fill->getDest());
    const llvm::Function *Callee = Call.getCalledFunction();
    if (!Callee)
      return false;
    if (Callee->isIntrinsic())
      return !Call.mayWriteToMemory() ||
             Callee->getIntrinsicID() == llvm::Intrinsic::lifetime_start ||
             Callee->getIntrinsicID() == llvm::Intrinsic::lifetime_end;
    const CalleeFacts &Facts = Table.lookup(Callee->getName().str());
    return Facts.Harmless ||
           (Facts.Kind != CallKind::Unknown && !isCounted(Facts.Kind)) ||
           onlyAsks(Callee->getName().str(), Table);
  };
  for (const llvm::Instruction &I : llvm::instructions(*F)) {
    bool Nothing = !I.mayWriteToMemory();
    if (const auto *Store = llvm::dyn_cast<llvm::StoreInst>(&I))
      Nothing = isOwn(Store->getPointerOperand());
    else if (const auto *Call = llvm::dyn_cast<llvm::CallBase>(&I))
      Nothing = leavesNothing(*Call);
    if (!Nothing)
      return false;
  }
  return Asking[Name] = true;
}

bool Program::tellsPointer(const std::string &Name,
                           const ResourceTable &Table) {
  const llvm::Function *F = body(Name);
  return F && F->getReturnType()->isPointerTy() && onlyAsks(Name, Table) &&
         llvm::none_of(*F,
                       [&](const llvm::BasicBlock &B) { return loopOf(B); });
}

/// Macros that only look, and operators that look like calls.
static bool isNotation(llvm::StringRef Word) {
  return kernel::meaningOf(Word) == kernel::Meaning::Notation ||
         Word == "sizeof" || Word == "typeof";
}

CallKind Program::plainKind(const std::string &Name,
                            const ResourceTable &Table) {
  auto [Known, New] = Plain.emplace(Name, CallKind::Unknown);
  if (!New)
    return Known->second;
  for (const CompiledUnit &U : Units) {
    auto Skipped = U.SkippedBodies.find(Name);
    if (Skipped == U.SkippedBodies.end() || !Skipped->second.OnlyReturns)
      continue;
    CallKind Result =
        Skipped->second.Follows ? CallKind::Reads : CallKind::Arithmetic;
    for (const std::string &Callee : Skipped->second.Calls) {
      if (isNotation(Callee))
        continue;
      CallKind Its = Table.lookup(Callee).Kind;
      if (Its == CallKind::Unknown)
        Its = plainKind(Callee, Table);
      if (Its == CallKind::Pure || Its == CallKind::Reads)
        Result = CallKind::Reads;
      else if (Its != CallKind::Arithmetic)
        return CallKind::Unknown;
    }
    return Plain[Name] = Result;
  }
  return CallKind::Unknown;
}

bool Program::callsMapping(const std::set<std::string> &Functions) {
  for (const std::string &Name : Functions) {
    const llvm::Function *F = body(Name);
    if (!F)
      continue;
    for (const llvm::Instruction &I : llvm::instructions(*F)) {
      const auto *Call = llvm::dyn_cast<llvm::CallBase>(&I);
      const llvm::Function *Callee = Call ? Call->getCalledFunction() : nullptr;
      if (Callee && kernel::mapsPages(kernel::kindOf(Callee->getName())))
        return true;
    }
  }
  return false;
}

std::map<std::string, std::uint64_t> Program::skippedCallees() const {
  std::map<std::string, std::uint64_t> Callees;
  for (const CompiledUnit &U : Units)
    for (const llvm::Function &F : *U.Module) {
      auto Skipped = U.SkippedBodies.find(F.getName().str());
      if (F.isDeclaration() && Skipped != U.SkippedBodies.end())
        Callees.emplace(Skipped->first, Skipped->second.Hash);
    }
  return Callees;
}

std::set<std::string> Program::changedNames(const Program &New) const {
  std::set<std::string> Changed;
  for (std::size_t I = 0; I < std::min(Units.size(), New.Units.size()); ++I)
    Changed.merge(verify::changedNames(Units[I].Names, New.Units[I].Names));
  return Changed;
}

std::map<std::string, unsigned> Program::leftBehind(const Program &New) const {
  std::map<std::string, unsigned> Left;
  for (std::size_t I = 0; I < std::min(Units.size(), New.Units.size()); ++I)
    Left.merge(verify::leftBehind(Units[I].Inactive, New.Units[I].Inactive));
  return Left;
}

std::map<std::string, unsigned>
Program::leftBehind(const Program &New, const TableHook &Hook,
                    const TableHook &NewHook) const {
  const InactiveText &Before = Units.front().Inactive,
                     &After = New.Units.front().Inactive;
  std::map<std::string, unsigned> Left =
      verify::leftBehind(Before, Hook.Function, After, NewHook.Function);
  for (const auto &[Name, Body] : After.Bodies)
    Left.merge(verify::leftBehind(Before, Name, After, Name));
  return Left;
}

/// What a conversion makes of words, wherever they stand: of hooks, of their
/// members, and of the parameters that are a mapping.
std::map<std::string, std::string>
Program::translation(const Program &New, std::size_t Unit) const {
  std::map<std::string, std::string> Became, Functions;
  for (const TableHook &A : hooks())
    for (const TableHook &B : New.hooks())
      if (A.Table == B.Table && A.Record == B.Record) {
        Functions[A.Function] = B.Function;
        Became[A.Field] = B.Field;
      }
  Became.insert(Functions.begin(), Functions.end());
  const InactiveText &Before = Units[Unit].Inactive,
                     &After = New.Units[Unit].Inactive;
  for (const auto &[Name, Body] : Before.Bodies) {
    auto Known = Functions.find(Name);
    auto Now =
        After.Bodies.find(Known == Functions.end() ? Name : Known->second);
    if (Now != After.Bodies.end() && !Body.Mapping.empty() &&
        !Now->second.Mapping.empty())
      Became[Body.Mapping] = Now->second.Mapping;
  }
  return Became;
}

std::vector<Program::InactiveDifference>
Program::changedInactive(const Program &New,
                         const std::set<std::string> &Names) const {
  std::vector<InactiveDifference> Result;
  for (std::size_t I = 0; I < std::min(Units.size(), New.Units.size()); ++I) {
    const InactiveText &Before = Units[I].Inactive,
                       &After = New.Units[I].Inactive;
    std::optional<InactiveChange> Change =
        verify::changedInactive(Before, After, translation(New, I));
    if (!Change)
      continue;
    std::set<std::string> Used =
        usedOf(*Change, Side::New, After, reachedFrom(Names, After, nullptr));
    Used.merge(usedOf(*Change, Side::Old, Before,
                      reachedFrom(Names, Before, nullptr)));
    Result.push_back({std::move(*Change), std::move(Used), ""});
  }
  for (std::size_t I = 0; I < std::min(Units.size(), New.Units.size()); ++I)
    for (const auto &[Header, Before] : Units[I].InactiveOfHeaders) {
      const InactiveText &After = New.Units[I].InactiveOfHeaders.at(Header);
      std::optional<InactiveChange> Change =
          verify::changedInactive(Before, After, translation(New, I));
      if (!Change)
        continue;
      std::set<std::string> Used;
      for (const Program *P : {this, &New})
        Used.merge(usedOf(
            *Change, Side::New, {},
            reachedFrom(Names, P->Units[I].Inactive, &P->Units[I].Names)));
      Result.push_back({std::move(*Change), std::move(Used), Header});
    }
  return Result;
}

unsigned Program::stillSet(const TableHook &Hook) const {
  return verify::stillSet(Units.front().Inactive, Hook.Field, Hook.Function);
}

/// The names that a constant refers to.
static void collectNames(const llvm::Constant &C,
                         std::set<std::string> &Names) {
  if (const auto *G = llvm::dyn_cast<llvm::GlobalValue>(&C)) {
    Names.insert(G->getName().str());
    return;
  }
  for (const llvm::Use &Operand : C.operands())
    collectNames(*llvm::cast<llvm::Constant>(Operand.get()), Names);
}

/// The names that hooks refer to, through functions and tables.
std::set<std::string> Program::reachedByHooks() const {
  std::set<std::string> Reached;
  std::vector<std::string> Open;
  for (const TableHook &Hook : hooks())
    Open.push_back(Hook.Function);
  while (!Open.empty()) {
    std::string Name = std::move(Open.back());
    Open.pop_back();
    if (!Reached.insert(Name).second)
      continue;
    std::set<std::string> Used;
    for (const CompiledUnit &U : Units) {
      if (const llvm::Function *F = U.Module->getFunction(Name))
        for (const llvm::Instruction &I : llvm::instructions(*F))
          for (const llvm::Use &Operand : I.operands())
            if (const auto *C = llvm::dyn_cast<llvm::Constant>(Operand.get()))
              collectNames(*C, Used);
      const llvm::GlobalVariable *G = U.Module->getNamedGlobal(Name);
      if (G && G->hasInitializer())
        collectNames(*G->getInitializer(), Used);
    }
    Open.insert(Open.end(), Used.begin(), Used.end());
  }
  return Reached;
}

namespace {

/// Which skipped bodies lead to a function that takes or gives back something.
class WrapperSearch {
public:
  WrapperSearch(const std::map<std::string, SkippedBody> &Bodies,
                const ResourceTable &Table)
      : Bodies(Bodies), Table(Table) {}

  bool leads(const std::string &Name) {
    auto [Known, New] = Leads.emplace(Name, false);
    if (!New)
      return Known->second;
    const CalleeFacts &Facts = Table.lookup(Name);
    bool Result = isCounted(Facts.Kind);
    auto Body = Bodies.find(Name);
    bool Open = Facts.Kind == CallKind::Unknown && !Facts.Harmless &&
                !hasCalleeModel(Name) && Body != Bodies.end();
    if (Open)
      for (const std::string &Callee : Body->second.Calls)
        if (leads(Callee))
          Result = true;
    if (Result && Open)
      Wrappers.insert(Name);
    return Leads[Name] = Result;
  }
  std::set<std::string> Wrappers;

private:
  const std::map<std::string, SkippedBody> &Bodies;
  const ResourceTable &Table;
  std::map<std::string, bool> Leads;
};

} // namespace

std::set<std::string>
Program::countingWrappers(const ResourceTable &Table) const {
  std::set<std::string> Result, Reached = reachedByHooks();
  for (const CompiledUnit &U : Units) {
    WrapperSearch Search(U.SkippedBodies, Table);
    for (const std::string &Name : Reached)
      if (const llvm::Function *F = U.Module->getFunction(Name);
          F && F->isDeclaration() && U.SkippedBodies.count(Name))
        Search.leads(Name);
    Result.merge(Search.Wrappers);
  }
  return Result;
}

/// Adds the functions and constants that use one of \p Names, through others.
void Program::closeUnderUsers(std::set<std::string> &Names) const {
  std::map<std::string, std::set<std::string>> UsersOf;
  for (const CompiledUnit &U : Units) {
    for (const llvm::Function &F : *U.Module)
      for (const llvm::Instruction &I : llvm::instructions(F))
        for (const llvm::Use &Operand : I.operands())
          if (const auto *C = llvm::dyn_cast<llvm::Constant>(Operand.get())) {
            std::set<std::string> Used;
            collectNames(*C, Used);
            for (const std::string &Name : Used)
              UsersOf[Name].insert(F.getName().str());
          }
    for (const llvm::GlobalVariable &G : U.Module->globals())
      if (G.isConstant() && G.hasInitializer() && !G.hasPrivateLinkage()) {
        std::set<std::string> Used;
        collectNames(*G.getInitializer(), Used);
        for (const std::string &Name : Used)
          UsersOf[Name].insert(G.getName().str());
      }
  }
  std::vector<std::string> Open(Names.begin(), Names.end());
  while (!Open.empty()) {
    std::string Name = std::move(Open.back());
    Open.pop_back();
    for (const std::string &User : UsersOf[Name])
      if (Names.insert(User).second)
        Open.push_back(User);
  }
}

/// How many functions have a static variable of each name, at least.
void Program::countLocals(std::map<std::string, unsigned> &Names) const {
  std::map<std::string, std::set<std::string>> Owners;
  for (const CompiledUnit &U : Units)
    for (const llvm::GlobalVariable &G : U.Module->globals())
      if (staticLocal(G)) {
        auto [Owner, Local] = G.getName().split('.');
        Owners[Local.str()].insert(Owner.str());
      }
  for (const auto &[Local, Functions] : Owners)
    Names[Local] = std::max<unsigned>(Names[Local], Functions.size());
}

/// Gives what only this text has the name that it has in \p Old, if the text is
/// the same and no other has it: a function or table that was renamed.
void Program::adoptNames(Program &Old) {
  for (bool Again = true; Again;) {
    Again = false;
    std::map<std::string, std::string> Before = Old.bodies(), After = bodies();
    std::map<std::string, std::vector<std::string>> Gone, Come;
    for (const auto &[Name, Text] : Before)
      if (!After.count(Name))
        Gone[Text].push_back(Name);
    for (const auto &[Name, Text] : After)
      if (!Before.count(Name))
        Come[Text].push_back(Name);
    for (const auto &[Text, Names] : Come) {
      auto Same = Gone.find(Text);
      if (Names.size() != 1 || Same == Gone.end() || Same->second.size() != 1)
        continue;
      for (CompiledUnit &U : Units)
        if (llvm::GlobalValue *G = U.Module->getNamedValue(Names.front())) {
          G->setName(Same->second.front());
          Again = true;
        }
      for (TableHook &Hook : Units.front().Hooks)
        if (Hook.Function == Names.front())
          Hook.Function = Same->second.front();
    }
  }
}

void Program::markDifferences(Program &Old, Program &New,
                              const ResourceTable &Table) {
  New.adoptNames(Old);
  std::map<std::string, unsigned> Locals;
  Old.countLocals(Locals);
  New.countLocals(Locals);
  Old.LocalNames = New.LocalNames = Locals;
  std::map<std::string, std::string> Before = Old.bodies(),
                                     After = New.bodies();
  std::set<std::string> Names, Both;
  for (const auto &[Name, Text] : Before) {
    auto Other = After.find(Name);
    if (Other != After.end() && Other->second != Text)
      Both.insert(Name);
    if (Other == After.end() || Other->second != Text)
      Names.insert(Name);
  }
  for (const auto &[Name, Text] : After)
    if (!Before.count(Name))
      Names.insert(Name);
  for (Program *P : {&Old, &New}) {
    P->Changed = P->Affected = Names;
    P->Rewritten = Both;
    P->closeUnderUsers(P->Affected);
    P->Follow.insert(P->Affected.begin(), P->Affected.end());
    for (const CompiledUnit &U : P->Units)
      for (const llvm::Function &F : *U.Module)
        if (isCounted(Table.lookup(F.getName().str()).Kind))
          P->Follow.insert(F.getName().str());
    P->closeUnderUsers(P->Follow);
  }
}

} // namespace premap::verify
