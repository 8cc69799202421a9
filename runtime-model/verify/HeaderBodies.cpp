#include "verify/HeaderBodies.h"
#include "verify/RecordCollector.h"

#include "clang/AST/Decl.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace premap::verify {

/// Lets the lexer, which has just read the opening brace, go on at the closing
/// one. Without that the parser would expand every macro of the body in search
/// of it. Bodies with directives are left to the parser, and so is a brace that
/// a macro made. \returns what the body's tokens say; nothing for that brace.
static SkippedBody seekClosingBrace(Preprocessor &PP, bool WithWords) {
  static constexpr tok::TokenKind Assigning[] = {tok::equal,
                                                 tok::plusequal,
                                                 tok::minusequal,
                                                 tok::starequal,
                                                 tok::slashequal,
                                                 tok::percentequal,
                                                 tok::ampequal,
                                                 tok::pipeequal,
                                                 tok::caretequal,
                                                 tok::lesslessequal,
                                                 tok::greatergreaterequal,
                                                 tok::plusplus,
                                                 tok::minusminus,
                                                 tok::hash};
  SkippedBody Body;
  auto *File = static_cast<Lexer *>(PP.getCurrentLexer());
  if (!File)
    return Body;
  StringRef Text = File->getBuffer();
  unsigned Behind = File->getCurrentBufferOffset();
  if (Behind == 0 || Text[Behind - 1] != '{')
    return Body;
  Lexer Raw(SourceLocation(), PP.getLangOpts(), Text.begin(),
            Text.begin() + Behind, Text.end());
  Token Tok;
  std::uint64_t &Hash = Body.Hash;
  std::string Word;
  bool Directive = false, Assigns = false, First = true, Returns = false;
  unsigned Statements = 0;
  for (unsigned Depth = 1; Depth != 0;) {
    if (Raw.LexFromRawLexer(Tok))
      return Body;
    if (Tok.is(tok::l_paren) && !Word.empty())
      Body.Calls.insert(Word);
    Word = Tok.is(tok::raw_identifier) ? Tok.getRawIdentifier().str() : "";
    if (WithWords && !Word.empty())
      Body.Words.insert(Word);
    Returns |= First && Word == "return";
    First = false;
    Statements += Tok.is(tok::semi);
    Assigns |= Tok.isOneOf(tok::l_brace, tok::comment) ||
               llvm::is_contained(Assigning, Tok.getKind()) ||
               StringRef(Word).contains("asm");
    Body.Follows |= Tok.isOneOf(tok::arrow, tok::l_square, tok::star);
    Directive |= Tok.is(tok::hash) && Tok.isAtStartOfLine();
    Depth += Tok.is(tok::l_brace);
    Depth -= Tok.is(tok::r_brace);
    unsigned End = Raw.getCurrentBufferOffset();
    Hash = llvm::hash_combine(
        Hash, Text.substr(End - Tok.getLength(), Tok.getLength()));
  }
  Body.OnlyReturns = Returns && !Assigns && Statements == 1;
  if (!Directive)
    File->seek(Raw.getCurrentBufferOffset() - 1, /*IsAtStartOfLine=*/false);
  return Body;
}

/// What `guard()`, `__free()` and CLASS() call unseen: macros made it of the
/// function that takes or gives back, which says what it does.
static bool isScopeHelper(StringRef Name) {
  if (Name.starts_with("__free_"))
    return true;
  // An empty one, for the compiler's analysis of locks.
  if (Name.starts_with("__class_") && Name.ends_with("_cleanup_ctx"))
    return true;
  return Name.starts_with("class_") &&
         (Name.ends_with("_constructor") || Name.ends_with("_destructor") ||
          Name.ends_with("_lock_ptr") || Name.ends_with("_lock_err"));
}

bool HeaderBodies::skip(const Decl &D, Preprocessor &PP) {
  const SourceManager &SM = PP.getSourceManager();
  SourceLocation Where = SM.getExpansionLoc(D.getLocation());
  if (SM.isInMainFile(Where) || SM.getFilename(Where).ends_with(".c"))
    return false;
  const FunctionDecl *Function = D.getAsFunction();
  std::string Name = Function ? Function->getNameAsString() : "";
  if (Function &&
      (takesMapping(*Function) || Keep.count(Name) || isScopeHelper(Name))) {
    Kept.insert(Name);
    return false;
  }
  SkippedBody Body = seekClosingBrace(PP, WithWords);
  if (Function)
    Skipped.emplace(Name, std::move(Body));
  return true;
}

} // namespace premap::verify
