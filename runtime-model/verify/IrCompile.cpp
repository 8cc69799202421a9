#include "verify/IrCompile.h"
#include "verify/RecordCollector.h"

#include "clang/AST/ASTConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/GlobalDecl.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/SourceManager.h"
#include "clang/CodeGen/ModuleBuilder.h"
#include "clang/Driver/CreateInvocationFromArgs.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Frontend/FrontendOptions.h"
#include "clang/Frontend/MultiplexConsumer.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/VirtualFileSystem.h"

using namespace clang;

namespace premap::verify {
namespace {

class FirstError : public DiagnosticConsumer {
public:
  void HandleDiagnostic(DiagnosticsEngine::Level Level,
                        const Diagnostic &Info) override {
    DiagnosticConsumer::HandleDiagnostic(Level, Info);
    if (Level < DiagnosticsEngine::Error || !Text.empty())
      return;
    llvm::SmallString<128> Message;
    Info.FormatDiagnostic(Message);
    if (Info.hasSourceManager() && Info.getLocation().isValid()) {
      const SourceManager &SM = Info.getSourceManager();
      PresumedLoc Loc = SM.getPresumedLoc(
          SM.getExpansionLoc(Info.getLocation()), /*UseLineDirectives=*/false);
      llvm::SmallString<128> Path(Loc.isValid() ? Loc.getFilename() : "");
      SM.getFileManager().makeAbsolutePath(Path);
      llvm::sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
      if (Loc.isValid())
        Text = Path.str().str() + ":" + std::to_string(Loc.getLine()) + ": ";
    }
    Text += Message.str();
  }
  std::string Text;
};

/// Code generation, with an eye on the AST before it is gone.
class IrConsumer : public MultiplexConsumer {
public:
  IrConsumer(CompilerInstance &CI, std::unique_ptr<CodeGenerator> Generator,
             const std::set<std::string> &Keep, CompiledUnit &Out)
      : MultiplexConsumer(std::unique_ptr<ASTConsumer>(Generator.get())),
        CI(CI), Generator(Generator.release()), Keep(Keep), Out(Out) {}

  bool shouldSkipFunctionBody(Decl *D) override {
    const SourceManager &SM = CI.getSourceManager();
    SourceLocation Where = SM.getExpansionLoc(D->getLocation());
    if (SM.isInMainFile(Where) || SM.getFilename(Where).ends_with(".c"))
      return false;
    const FunctionDecl *Function = D->getAsFunction();
    if (!Function)
      return true;
    std::string Name = Function->getNameAsString();
    bool Skip = !takesMapping(*Function) && !Keep.count(Name);
    (Skip ? Out.SkippedBodies : Out.HeaderBodies).insert(Name);
    return Skip;
  }

  void HandleTranslationUnit(ASTContext &Context) override {
    // Code of unreferenced static functions is not generated; hooks that are
    // assigned at run time would be missing.
    for (const HookDecl &Hook : collectHooks(Context)) {
      Out.Hooks.push_back(Hook.Hook);
      if (const FunctionDecl *Definition = Hook.Function->getDefinition())
        Generator->GetAddrOfGlobal(GlobalDecl(Definition),
                                   /*isForDefinition=*/true);
    }
    std::sort(Out.Hooks.begin(), Out.Hooks.end());
    MultiplexConsumer::HandleTranslationUnit(Context);
    if (CI.getDiagnostics().hasUncompilableErrorOccurred())
      return;
    Out.Module.reset(Generator->ReleaseModule().release());
    if (Out.Module)
      collectLayout(Context, *Out.Module, Out.Types);
  }

private:
  CompilerInstance &CI;
  CodeGenerator *Generator; ///< owned by the base class
  const std::set<std::string> &Keep;
  CompiledUnit &Out;
};

class IrAction : public ASTFrontendAction {
public:
  IrAction(const std::set<std::string> &Keep, CompiledUnit &Out)
      : Keep(Keep), Out(Out) {}
  std::unique_ptr<ASTConsumer>
  CreateASTConsumer(CompilerInstance &CI, llvm::StringRef File) override {
    return std::make_unique<IrConsumer>(
        CI, CreateLLVMCodeGen(CI, File, *Out.Context), Keep, Out);
  }

private:
  const std::set<std::string> &Keep;
  CompiledUnit &Out;
};

} // namespace

/// Instrumentation adds calls and branches that no hook wrote.
static bool isInstrumentation(llvm::StringRef Argument) {
  static constexpr llvm::StringLiteral Prefixes[] = {"-fsanitize",
                                                     "-fno-sanitize",
                                                     "-fprofile",
                                                     "-ftest-coverage",
                                                     "-fcoverage",
                                                     "-fpatchable",
                                                     "-mfentry",
                                                     "-mrecord-mcount",
                                                     "-mnop-mcount",
                                                     "-fstack-protector",
                                                     "-ftrivial-auto-var-init",
                                                     "-fzero-call-used",
                                                     "-mretpoline",
                                                     "-mindirect-branch",
                                                     "-mfunction-return",
                                                     "-mharden-sls",
                                                     "-fcf-protection",
                                                     "-flto",
                                                     "-fsplit-lto",
                                                     "-fwhole-program",
                                                     "-fzero-init",
                                                     "-fkcfi",
                                                     "-fexperimental-",
                                                     "-fdebug-prefix-map",
                                                     "-ffile-prefix-map",
                                                     "-frandomize-layout",
                                                     "-Werror",
                                                     "-g"};
  if (Argument == "-pg" || Argument == "-fwrapv-pointer")
    return Argument == "-pg";
  for (llvm::StringRef Prefix : Prefixes)
    if (Argument.starts_with(Prefix))
      return true;
  return false;
}

static std::vector<std::string> arguments(const Unit &U) {
  std::vector<std::string> Result{"clang", "-c", "-resource-dir",
                                  PREMAP_CLANG_RESOURCES};
  for (std::size_t I = 0; I < U.Arguments.size(); ++I) {
    llvm::StringRef Argument = U.Arguments[I];
    if (Argument == "-mllvm" && I + 1 < U.Arguments.size()) {
      ++I; // options of passes that do not run here
      continue;
    }
    if (Argument == "-fsyntax-only" || Argument == "-c" ||
        isInstrumentation(Argument))
      continue;
    Result.push_back(U.Arguments[I]);
  }
  for (const char *Late : {"-ftrivial-auto-var-init=pattern", "-O0", "-Xclang",
                           "-disable-O0-optnone", "-gline-tables-only", "-w"})
    Result.push_back(Late);
  return Result;
}

/// The kernel's constants become globals that the module can be asked for.
static std::string constantsTail() {
  std::string Tail = "\n";
  auto add = [&Tail](const std::string &Name) {
    Tail += "#ifdef " + Name +
            "\nstatic const unsigned long long premap_constant_" + Name +
            " __attribute__((used)) = " + Name + ";\n#endif\n";
  };
  add("PAGE_SHIFT");
  for (const auto &[Name, Value] : mainlineFlags())
    add("VM_" + Name);
  return Tail;
}

std::string withoutDots(const std::string &Path) {
  llvm::SmallString<128> Clean(Path);
  llvm::sys::path::remove_dots(Clean, /*remove_dot_dot=*/true);
  return Clean.str().str();
}

static llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>
fileSystem(const Unit &U, const FileTexts &Given, std::string &Error) {
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Real(
      llvm::vfs::createPhysicalFileSystem().release());
  // Kbuild names files of other folders by way of "..".
  FileTexts Texts;
  for (const auto &[Path, Text] : Given)
    Texts[withoutDots(Path)] = Text;
  std::string Main = withoutDots(U.File);
  if (!Texts.count(Main)) {
    auto Buffer = Real->getBufferForFile(U.File);
    if (!Buffer) {
      Error = U.File + ": " + Buffer.getError().message();
      return nullptr;
    }
    Texts[Main] = (*Buffer)->getBuffer().str();
  }
  Texts[Main] += constantsTail();
  auto Layers =
      llvm::makeIntrusiveRefCnt<llvm::vfs::OverlayFileSystem>(std::move(Real));
  auto Memory = llvm::makeIntrusiveRefCnt<llvm::vfs::InMemoryFileSystem>();
  for (const auto &[Path, Text] : Texts)
    Memory->addFile(Path, 0, llvm::MemoryBuffer::getMemBufferCopy(Text, Path));
  Layers->pushOverlay(Memory);
  Layers->setCurrentWorkingDirectory(U.Directory);
  return Layers;
}

CompiledUnit compileUnit(const Unit &U, const FileTexts &Files,
                         const std::set<std::string> &Keep) {
  CompiledUnit Out;
  Out.Context = std::make_shared<llvm::LLVMContext>();
  auto FileSystem = fileSystem(U, Files, Out.Error);
  if (!FileSystem)
    return Out;
  FirstError Errors;
  std::vector<std::string> Owned = arguments(U);
  std::vector<const char *> Arguments;
  for (const std::string &Argument : Owned)
    Arguments.push_back(Argument.c_str());

  DiagnosticOptions CreationOptions;
  CreateInvocationOptions Options;
  Options.Diags = CompilerInstance::createDiagnostics(
      *FileSystem, CreationOptions, &Errors, /*ShouldOwnClient=*/false);
  Options.VFS = FileSystem;
  std::shared_ptr<CompilerInvocation> Invocation =
      createInvocation(Arguments, std::move(Options));
  if (!Invocation) {
    Out.Error = Errors.Text.empty() ? "the compile command is not understood"
                                    : Errors.Text;
    return Out;
  }
  Errors.Text.clear(); // unknown GCC options do not matter
  Invocation->getFrontendOpts().SkipFunctionBodies = true;
  Invocation->getFrontendOpts().DisableFree = false;
  Invocation->getDiagnosticOpts().IgnoreWarnings = true;

  CompilerInstance CI(std::move(Invocation));
  CI.setVirtualFileSystem(FileSystem);
  CI.createDiagnostics(&Errors, /*ShouldOwnClient=*/false);
  CI.setVerboseOutputStream(std::make_unique<llvm::raw_null_ostream>());
  CI.createFileManager();
  IrAction Action(Keep, Out);
  if (!CI.ExecuteAction(Action) || !Out.Module)
    Out.Error =
        Errors.Text.empty() ? U.File + ": no code was generated" : Errors.Text;
  return Out;
}

} // namespace premap::verify
