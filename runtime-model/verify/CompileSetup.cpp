#include "verify/CompileSetup.h"
#include "verify/Layout.h"

#include "clang/Basic/SourceManager.h"
#include "clang/Driver/CreateInvocationFromArgs.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendOptions.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/VirtualFileSystem.h"

using namespace clang;

namespace premap::verify {

void FirstError::HandleDiagnostic(DiagnosticsEngine::Level Level,
                                  const Diagnostic &Info) {
  DiagnosticConsumer::HandleDiagnostic(Level, Info);
  if (Level < DiagnosticsEngine::Error || !Text.empty())
    return;
  llvm::SmallString<128> Message;
  Info.FormatDiagnostic(Message);
  if (Info.hasSourceManager() && Info.getLocation().isValid()) {
    const SourceManager &SM = Info.getSourceManager();
    PresumedLoc Loc = SM.getPresumedLoc(SM.getExpansionLoc(Info.getLocation()),
                                        /*UseLineDirectives=*/false);
    llvm::SmallString<128> Path(Loc.isValid() ? Loc.getFilename() : "");
    SM.getFileManager().makeAbsolutePath(Path);
    llvm::sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
    if (Loc.isValid())
      Text = Path.str().str() + ":" + std::to_string(Loc.getLine()) + ": ";
  }
  Text += Files.explain(Message.str().str());
}

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

static std::vector<std::string> arguments(const Unit &U, Constants Asked) {
  std::vector<std::string> Result{"clang", "-c", "-resource-dir",
                                  compilerResources()};
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
  for (const char *Late : {"-ftrivial-auto-var-init=pattern", "-Xclang",
                           "-disable-O0-optnone", "-gline-tables-only", "-w"})
    Result.push_back(Late);
  if (Asked == Constants::Asked)
    for (const char *Late : {"-O1", "-Xclang", "-disable-llvm-passes"})
      Result.push_back(Late);
  else
    Result.push_back("-O0");
  return Result;
}

std::string constantText(const std::string &Name) {
  return "static const unsigned long long premap_constant_" + Name +
         " __attribute__((used)) = " + Name + ";\n";
}

/// The kernel's constants become globals that the module can be asked for.
static std::string constantsTail() {
  std::string Tail = "\n";
  auto add = [&Tail](const std::string &Name) {
    Tail += "#ifdef " + Name + "\n" + constantText(Name) + "#endif\n";
  };
  add("PAGE_SHIFT");
  for (const kernel::Flag *F : namedFlags())
    add(kernel::wordName(*F));
  return Tail;
}

std::string withoutDots(const std::string &Path) {
  llvm::SmallString<128> Clean(Path);
  llvm::sys::path::remove_dots(Clean, /*remove_dot_dot=*/true);
  return Clean.str().str();
}

/// Adds the unit's own text; \returns what is wrong with it.
static std::string addMainText(const Unit &U, const std::string &Main,
                               GuardedFiles &Readable, FileTexts &Texts) {
  if (!Texts.count(Main)) {
    auto Buffer = Readable.getBufferForFile(U.File);
    if (!Buffer)
      return U.File + ": " +
             Readable.explain("error reading '" + U.File +
                              "': " + Buffer.getError().message());
    Texts[Main] = (*Buffer)->getBuffer().str();
  }
  Texts[Main] += constantsTail();
  return "";
}

static llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>
fileSystem(llvm::IntrusiveRefCntPtr<GuardedFiles> Readable,
           const std::string &Directory, const FileTexts &Texts) {
  auto Layers = llvm::makeIntrusiveRefCnt<llvm::vfs::OverlayFileSystem>(
      std::move(Readable));
  auto Memory = llvm::makeIntrusiveRefCnt<llvm::vfs::InMemoryFileSystem>();
  for (const auto &[Path, Text] : Texts)
    Memory->addFile(Path, 0, llvm::MemoryBuffer::getMemBuffer(Text, Path));
  Layers->pushOverlay(Memory);
  Layers->setCurrentWorkingDirectory(Directory);
  return Layers;
}

CompileSetup::CompileSetup(const Unit &U, const FileTexts &Given,
                           Constants Asked)
    : Readable(filesForParse(U.Folders, U.Directory)),
      MainFile(withoutDots(U.File)) {
  // Kbuild names files of other folders by way of "..".
  for (const auto &[Path, Text] : Given)
    Texts[withoutDots(Path)] = Text;
  Error = addMainText(U, MainFile, *Readable, Texts);
  if (!Error.empty())
    return;
  Files = fileSystem(Readable, U.Directory, Texts);
  std::vector<std::string> Owned = arguments(U, Asked);
  std::vector<const char *> Arguments;
  for (const std::string &Argument : Owned)
    Arguments.push_back(Argument.c_str());
  FirstError Errors(*Readable);
  DiagnosticOptions CreationOptions;
  CreateInvocationOptions Options;
  Options.Diags = CompilerInstance::createDiagnostics(
      *Files, CreationOptions, &Errors, /*ShouldOwnClient=*/false);
  Options.VFS = Files;
  Invocation = createInvocation(Arguments, std::move(Options));
  if (!Invocation) {
    Error = Errors.Text.empty() ? "the compile command is not understood"
                                : Errors.Text;
    return;
  }
  Invocation->getFrontendOpts().SkipFunctionBodies = true;
  Invocation->getFrontendOpts().DisableFree = false;
  Invocation->getDiagnosticOpts().IgnoreWarnings = true;
}

} // namespace premap::verify
