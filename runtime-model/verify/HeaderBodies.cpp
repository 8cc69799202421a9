#include "verify/HeaderBodies.h"
#include "verify/RecordCollector.h"

#include "clang/AST/Decl.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/Preprocessor.h"

using namespace clang;

namespace premap::verify {

/// Lets the lexer, which has just read the opening brace, go on at the closing
/// one. Without that the parser would expand every macro of the body in search
/// of it. Bodies with directives are left to the parser, and so is a brace that
/// a macro made.
static void seekClosingBrace(Preprocessor &PP) {
  auto *File = static_cast<Lexer *>(PP.getCurrentLexer());
  if (!File)
    return;
  StringRef Text = File->getBuffer();
  unsigned Behind = File->getCurrentBufferOffset();
  if (Behind == 0 || Text[Behind - 1] != '{')
    return;
  Lexer Raw(SourceLocation(), PP.getLangOpts(), Text.begin(),
            Text.begin() + Behind, Text.end());
  Token Tok;
  for (unsigned Depth = 1; Depth != 0;) {
    if (Raw.LexFromRawLexer(Tok) ||
        (Tok.is(tok::hash) && Tok.isAtStartOfLine()))
      return;
    Depth += Tok.is(tok::l_brace);
    Depth -= Tok.is(tok::r_brace);
  }
  File->seek(Raw.getCurrentBufferOffset() - 1, /*IsAtStartOfLine=*/false);
}

bool HeaderBodies::skip(const Decl &D, Preprocessor &PP) {
  const SourceManager &SM = PP.getSourceManager();
  SourceLocation Where = SM.getExpansionLoc(D.getLocation());
  if (SM.isInMainFile(Where) || SM.getFilename(Where).ends_with(".c"))
    return false;
  if (const FunctionDecl *Function = D.getAsFunction()) {
    std::string Name = Function->getNameAsString();
    bool Keeps = takesMapping(*Function) || Keep.count(Name);
    (Keeps ? Kept : Skipped).insert(Name);
    if (Keeps)
      return false;
  }
  seekClosingBrace(PP);
  return true;
}

} // namespace premap::verify
