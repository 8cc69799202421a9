#include "verify/HeaderBodies.h"
#include "verify/RecordCollector.h"

#include "clang/AST/Decl.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/Hashing.h"

using namespace clang;

namespace premap::verify {

/// Lets the lexer, which has just read the opening brace, go on at the closing
/// one. Without that the parser would expand every macro of the body in search
/// of it. Bodies with directives are left to the parser, and so is a brace that
/// a macro made. \returns a hash of the body's tokens; 0 for that brace.
static std::uint64_t seekClosingBrace(Preprocessor &PP) {
  auto *File = static_cast<Lexer *>(PP.getCurrentLexer());
  if (!File)
    return 0;
  StringRef Text = File->getBuffer();
  unsigned Behind = File->getCurrentBufferOffset();
  if (Behind == 0 || Text[Behind - 1] != '{')
    return 0;
  Lexer Raw(SourceLocation(), PP.getLangOpts(), Text.begin(),
            Text.begin() + Behind, Text.end());
  Token Tok;
  std::uint64_t Hash = 0;
  bool Directive = false;
  for (unsigned Depth = 1; Depth != 0;) {
    if (Raw.LexFromRawLexer(Tok))
      return Hash;
    Directive |= Tok.is(tok::hash) && Tok.isAtStartOfLine();
    Depth += Tok.is(tok::l_brace);
    Depth -= Tok.is(tok::r_brace);
    unsigned End = Raw.getCurrentBufferOffset();
    Hash = llvm::hash_combine(
        Hash, Text.substr(End - Tok.getLength(), Tok.getLength()));
  }
  if (!Directive)
    File->seek(Raw.getCurrentBufferOffset() - 1, /*IsAtStartOfLine=*/false);
  return Hash;
}

bool HeaderBodies::skip(const Decl &D, Preprocessor &PP) {
  const SourceManager &SM = PP.getSourceManager();
  SourceLocation Where = SM.getExpansionLoc(D.getLocation());
  if (SM.isInMainFile(Where) || SM.getFilename(Where).ends_with(".c"))
    return false;
  const FunctionDecl *Function = D.getAsFunction();
  std::string Name = Function ? Function->getNameAsString() : "";
  if (Function && (takesMapping(*Function) || Keep.count(Name))) {
    Kept.insert(Name);
    return false;
  }
  std::uint64_t Hash = seekClosingBrace(PP);
  if (Function)
    Skipped.emplace(Name, Hash);
  return true;
}

} // namespace premap::verify
