#include "verify/SharedHeaders.h"
#include "verify/CompileSetup.h"

#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/PrecompiledPreamble.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Serialization/PCHContainerOperations.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/BLAKE3.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace clang;

namespace premap::verify {

/// Each takes some 20 MB.
static constexpr std::size_t MaxEntries = 8;

ParsedHeaders::ParsedHeaders(HeaderBodies Bodies) : Bodies(std::move(Bodies)) {}
ParsedHeaders::~ParsedHeaders() = default;

static std::unique_ptr<llvm::MemoryBuffer> mainText(const CompileSetup &Setup) {
  return llvm::MemoryBuffer::getMemBufferCopy(Setup.Texts.at(Setup.MainFile),
                                              Setup.MainFile);
}

void ParsedHeaders::use(CompileSetup &Setup) const {
  // The compiler owns the text from now on.
  Preamble->AddImplicitPreamble(*Setup.Invocation, Setup.Files,
                                mainText(Setup).release());
}

/// How much of \p Text is directives, up to where no condition is open: what a
/// condition leaves out is told where it ends.
static unsigned directivesEnd(const LangOptions &Options,
                              const llvm::MemoryBuffer &Text) {
  PreambleBounds Bounds = ComputePreambleBounds(Options, Text, /*MaxLines=*/0);
  std::string Front = Text.getBuffer().substr(0, Bounds.Size).str();
  Lexer Raw(SourceLocation(), Options, Front.data(), Front.data(),
            Front.data() + Front.size());
  Token Tok;
  unsigned Depth = 0, Opened = 0;
  while (!Raw.LexFromRawLexer(Tok)) {
    if (!Tok.is(tok::hash) || !Tok.isAtStartOfLine())
      continue;
    unsigned Begin = Raw.getCurrentBufferOffset() - Tok.getLength();
    if (Raw.LexFromRawLexer(Tok))
      break;
    StringRef Word =
        Tok.is(tok::raw_identifier) ? Tok.getRawIdentifier() : StringRef();
    if (Word.starts_with("if") && Depth++ == 0)
      Opened = Begin;
    if (Word == "endif" && Depth)
      --Depth;
  }
  return Depth ? Opened : Front.size();
}

namespace {

class Callbacks : public PreambleCallbacks {
public:
  explicit Callbacks(ParsedHeaders &To) : To(To) {}
  void BeforeExecute(CompilerInstance &Compiler) override { CI = &Compiler; }
  std::unique_ptr<PPCallbacks> createPPCallbacks() override {
    return inactiveCollector(CI->getPreprocessor(), To.Inactive);
  }
  bool shouldSkipFunctionBody(Decl *D) override {
    return To.Bodies.skip(*D, CI->getPreprocessor());
  }

private:
  ParsedHeaders &To;
  CompilerInstance *CI = nullptr;
};

} // namespace

static std::unique_ptr<ParsedHeaders> parse(const CompileSetup &Setup,
                                            const llvm::MemoryBuffer &Text,
                                            unsigned End,
                                            const std::set<std::string> &Keep) {
  auto Headers =
      std::make_unique<ParsedHeaders>(HeaderBodies{Keep, {}, {}, false});
  FirstError Errors(*Setup.Readable);
  IntrusiveRefCntPtr<DiagnosticsEngine> Diagnostics =
      CompilerInstance::createDiagnostics(
          *Setup.Files, Setup.Invocation->getDiagnosticOpts(), &Errors,
          /*ShouldOwnClient=*/false);
  Callbacks Told(*Headers);
  auto Preamble = PrecompiledPreamble::Build(
      *Setup.Invocation, &Text, {End, /*PreambleEndsAtStartOfLine=*/true},
      Diagnostics, Setup.Files, std::make_shared<PCHContainerOperations>(),
      /*StoreInMemory=*/true, /*StoragePath=*/"", Told);
  // A parse of the whole text tells what is wrong.
  if (!Preamble || !Errors.Text.empty())
    return nullptr;
  Headers->Preamble =
      std::make_unique<PrecompiledPreamble>(std::move(*Preamble));
  return Headers;
}

/// Everything that the parse depends on, but for files on the disk.
static std::string keyOf(const Unit &U, const CompileSetup &Setup,
                         StringRef Directives,
                         const std::set<std::string> &Keep, Constants Asked) {
  llvm::BLAKE3 Hash;
  auto add = [&](StringRef Part) {
    Hash.update(std::to_string(Part.size()) + ":");
    Hash.update(Part);
  };
  add(U.Directory);
  add(U.File);
  for (const std::string &Argument : U.Arguments)
    add(Argument);
  add("");
  for (const std::string &Folder : U.Folders)
    add(Folder);
  add(Asked == Constants::Asked ? "asked" : "");
  for (const std::string &Name : Keep)
    add(Name);
  add("");
  for (const auto &[Path, Text] : Setup.Texts) {
    add(Path);
    add(Path == Setup.MainFile ? Directives : StringRef(Text));
  }
  auto Bytes = Hash.final();
  return std::string(Bytes.begin(), Bytes.end());
}

const ParsedHeaders *SharedHeaders::find(const Unit &U,
                                         const CompileSetup &Setup,
                                         const std::set<std::string> &Keep,
                                         Constants Asked) {
  std::unique_ptr<llvm::MemoryBuffer> Text = mainText(Setup);
  unsigned End = directivesEnd(Setup.Invocation->getLangOpts(), *Text);
  std::string Key =
      keyOf(U, Setup, Text->getBuffer().substr(0, End), Keep, Asked);
  auto Known =
      llvm::find_if(Entries, [&](const Entry &E) { return E.Key == Key; });
  if (Known == Entries.end()) {
    Entries.push_front(
        {std::move(Key), End ? parse(Setup, *Text, End, Keep) : nullptr});
    ++Parses;
    if (Entries.size() > MaxEntries)
      Entries.pop_back();
  } else {
    Entries.splice(Entries.begin(), Entries, Known);
  }
  return Entries.front().Headers.get();
}

} // namespace premap::verify
