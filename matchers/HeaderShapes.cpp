#include "matchers/HeaderShapes.h"

#include "kernel/Releases.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Lex/MacroInfo.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Path.h"

using namespace clang;
using llvm::StringRef;

namespace premap {
namespace {

/// Collects the shapes of one unit.
class Collector {
public:
  explicit Collector(CompilerInstance &CI)
      : CI(CI), Policy(CI.getASTContext().getPrintingPolicy()) {}

  HeaderShapes collect() {
    addMacros();
    // A function hides the macro that stands in front of it: calls end there.
    for (Decl *D : CI.getASTContext().getTranslationUnitDecl()->decls()) {
      if (auto *Record = dyn_cast<RecordDecl>(D)) {
        if (Record->isCompleteDefinition() && Record->getIdentifier())
          addMembers(Record->getName().str() + ".", *Record);
      } else if (auto *Enum = dyn_cast<EnumDecl>(D)) {
        for (EnumConstantDecl *Constant : Enum->enumerators())
          Shapes[Constant->getName().str()] = kernel::EnumeratorShape;
      } else if (auto *Function = dyn_cast<FunctionDecl>(D)) {
        if (Function->getIdentifier())
          Shapes[Function->getName().str()] =
              Function->getType().getAsString(Policy);
      }
    }
    return std::move(Shapes);
  }

private:
  void addMacros() {
    Preprocessor &PP = CI.getPreprocessor();
    for (const auto &[Name, State] : PP.macros()) {
      const MacroInfo *Macro = PP.getMacroInfo(Name);
      if (!Macro || Macro->isBuiltinMacro())
        continue;
      std::string Type(kernel::MacroShape);
      if (Macro->isFunctionLike())
        Type += "(" + parameters(*Macro) + ")";
      Shapes[Name->getName().str()] = Type;
    }
  }

  static std::string parameters(const MacroInfo &Macro) {
    std::string List;
    for (const IdentifierInfo *Parameter : Macro.params()) {
      List += List.empty() ? "" : ", ";
      List += Parameter->getName() == "__VA_ARGS__"
                  ? "..."
                  : Parameter->getName().str();
    }
    return List;
  }

  /// Members of unnamed structs and unions count as the record's own, those of
  /// a member's unnamed type as the member's.
  void addMembers(const std::string &Prefix, const RecordDecl &Record) {
    for (const FieldDecl *Field : Record.fields()) {
      const RecordDecl *Inner = Field->getType()->getAsRecordDecl();
      bool Unnamed = Inner && !Inner->getIdentifier() &&
                     !Inner->getTypedefNameForAnonDecl();
      if (Field->isAnonymousStructOrUnion()) {
        addMembers(Prefix, *Inner);
        continue;
      }
      std::string Name = Prefix + Field->getName().str();
      if (Unnamed)
        addMembers(Name + ".", *Inner);
      else
        Shapes[Name] = Field->getType().getAsString(Policy);
    }
  }

  CompilerInstance &CI;
  PrintingPolicy Policy;
  HeaderShapes Shapes;
};

} // namespace

HeaderShapes shapesOfUnit(CompilerInstance &CI) {
  return Collector(CI).collect();
}

std::map<std::string, std::int64_t> enumeratorsOfUnit(CompilerInstance &CI) {
  std::map<std::string, std::int64_t> Values;
  for (Decl *D : CI.getASTContext().getTranslationUnitDecl()->decls())
    if (auto *Enum = dyn_cast<EnumDecl>(D))
      for (EnumConstantDecl *Constant : Enum->enumerators())
        if (Constant->getInitVal().getSignificantBits() <= 64)
          Values[Constant->getName().str()] =
              Constant->getInitVal().getExtValue();
  return Values;
}

static llvm::Error readOnce(const CompileCommand &AnyCommand,
                            const VirtualFiles &Overlay,
                            const std::vector<std::string> &Headers,
                            llvm::function_ref<void(CompilerInstance &)> Read,
                            const std::string &Behind, FilesSeen *Seen) {
  CompileCommand Probe = AnyCommand;
  Probe.File = AnyCommand.Directory + "/premap-api-probe.c";
  llvm::erase_if(Probe.Arguments, [&](StringRef Argument) {
    return !Argument.starts_with("-") &&
           llvm::sys::path::filename(Argument) ==
               llvm::sys::path::filename(AnyCommand.File);
  });
  Probe.Arguments.push_back(Probe.File);
  VirtualFiles Files = Overlay;
  std::string &Text = Files[Probe.File];
  Text = "#include <linux/fs.h>\n#include <linux/mm.h>\n";
  for (const std::string &Header : Headers)
    Text += "#if __has_include(<" + Header + ">)\n#include <" + Header +
            ">\n#endif\n";
  Text += Behind;

  bool HasAst = false;
  auto OnAst = [&](CompilerInstance &CI) {
    Read(CI);
    HasAst = true;
  };
  ParseOutcome Outcome = parseUnit(Probe, Files, OnAst, /*KeepWarnings=*/false,
                                   /*OnStart=*/{}, Seen);
  if (HasAst && !Outcome.HasErrors)
    return llvm::Error::success();
  std::string Why = "Clang gives up";
  if (!Outcome.Diagnostics.empty()) {
    const premap::Diagnostic &First = Outcome.Diagnostics.front();
    Why = First.Path + ":" + std::to_string(First.Line) + ": " + First.Message;
  }
  return llvm::createStringError(
      "cannot read the tree's headers with the compile command of " +
      AnyCommand.File + ": " + Why);
}

// The devices of linux/hyperv.h are not those of powerpc, where it has errors.
llvm::Error readHeaders(const CompileCommand &AnyCommand,
                        const VirtualFiles &Overlay,
                        const std::vector<std::string> &Headers,
                        llvm::function_ref<void(CompilerInstance &)> Read,
                        const std::string &Behind, FilesSeen *Seen) {
  llvm::Error All = readOnce(AnyCommand, Overlay, Headers, Read, Behind, Seen);
  if (!All)
    return All;
  std::vector<std::string> Good;
  for (const std::string &Header : Headers) {
    llvm::Error One = readOnce(
        AnyCommand, Overlay, {Header}, [](CompilerInstance &) {}, "", Seen);
    if (!One)
      Good.push_back(Header);
    llvm::consumeError(std::move(One));
  }
  if (Good.size() == Headers.size())
    return All;
  llvm::consumeError(std::move(All));
  return readOnce(AnyCommand, Overlay, Good, Read, Behind, Seen);
}

const std::vector<std::string> &hookHeaders() {
  static const std::vector<std::string> Headers{
      "linux/shmem_fs.h", "linux/dax.h", "linux/uio_driver.h",
      "linux/hyperv.h"};
  return Headers;
}

bool isShape(std::string_view Found, std::string_view Expected) {
  return Expected == kernel::MacroShape ? Found.starts_with(kernel::MacroShape)
                                        : Found == Expected;
}

/// How many parameters a function type or a macro has; -1 if that varies.
static int parameterCount(std::string_view Type) {
  std::size_t Open = Type.find('(');
  if (Open == std::string_view::npos)
    return 0;
  std::string_view List = Type.substr(Open + 1, Type.rfind(')') - Open - 1);
  if (List.find("...") != std::string_view::npos)
    return -1;
  if (List.empty() || List == "void")
    return 0;
  int Count = 1, Depth = 0;
  for (char C : List) {
    Depth += C == '(' ? 1 : C == ')' ? -1 : 0;
    Count += C == ',' && Depth == 0;
  }
  return Count;
}

bool canStandFor(std::string_view Found, std::string_view Expected) {
  if (isShape(Found, Expected))
    return true;
  if (!Found.starts_with(kernel::MacroShape) || Found == kernel::MacroShape ||
      Expected == kernel::EnumeratorShape ||
      Expected.find('(') == std::string_view::npos)
    return false;
  int Takes = parameterCount(Found);
  return Takes < 0 || Takes == parameterCount(Expected);
}

} // namespace premap
