#include "verify/Program.h"
#include "verify/BodyText.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"
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
  for (std::size_t I = 0; I < Units.size(); ++I) {
    llvm::Function *F = Units[I].Module->getFunction(Name);
    if (!F || F->isDeclaration() || (I > 0 && F->hasLocalLinkage()) ||
        isWeak(*F) != Weak)
      continue;
    if (Simplified.insert(Name).second)
      simplify(*F);
    return F;
  }
  return nullptr;
}

llvm::GlobalVariable *Program::variable(const std::string &Name) {
  for (std::size_t I = 0; I < Units.size(); ++I) {
    llvm::GlobalVariable *G = Units[I].Module->getNamedGlobal(Name);
    if (G && G->hasInitializer() && !isWeak(*G) &&
        (I == 0 || !G->hasLocalLinkage()))
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

std::map<std::string, std::uint64_t> Program::skippedCallees() const {
  std::map<std::string, std::uint64_t> Callees;
  for (const CompiledUnit &U : Units)
    for (const llvm::Function &F : *U.Module) {
      auto Skipped = U.SkippedBodies.find(F.getName().str());
      if (F.isDeclaration() && Skipped != U.SkippedBodies.end())
        Callees.insert(*Skipped);
    }
  return Callees;
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
  std::map<std::string, std::string> Before = Old.bodies(),
                                     After = New.bodies();
  std::set<std::string> Names;
  for (const auto &[Name, Text] : Before) {
    auto Other = After.find(Name);
    if (Other == After.end() || Other->second != Text)
      Names.insert(Name);
  }
  for (const auto &[Name, Text] : After)
    if (!Before.count(Name))
      Names.insert(Name);
  for (Program *P : {&Old, &New}) {
    P->Changed = P->Affected = Names;
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
