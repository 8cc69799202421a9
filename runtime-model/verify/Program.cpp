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

} // namespace premap::verify
