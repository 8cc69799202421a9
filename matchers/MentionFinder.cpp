#include "matchers/MentionFinder.h"

#include "matchers/ParseUnit.h"
#include "matchers/TokenContext.h"

#include "clang/AST/TypeLoc.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/SetVector.h"

using namespace clang;
using llvm::StringRef;

namespace premap {

void MentionFinder::track(const FunctionDecl &Function) {
  Mentions.try_emplace(Function.getCanonicalDecl());
}

/// Keeps the first mention of a place; one that cannot be edited has no length,
/// so several of those may share an invocation.
void MentionFinder::add(ByPlace &Out, Mention Found) const {
  if (!Found.Where.Path.empty())
    Out.try_emplace(Found.Where, std::move(Found));
}

static Span nameSpan(const SourceSpans &Spans, SourceLocation Name,
                     bool &InMacro) {
  Span Where = Spans.typed(Name);
  InMacro = !Where;
  if (InMacro) {
    Where = Spans.place(Name);
    Where.Length = 0;
  }
  return Where;
}

void MentionFinder::addReference(const FunctionDecl &Function,
                                 SourceLocation Name, MentionKind Kind) {
  auto Found = Mentions.find(Function.getCanonicalDecl());
  if (Found == Mentions.end())
    return;
  Mention Reference;
  Reference.Kind = Kind;
  Reference.Where = nameSpan(Spans, Name, Reference.InMacro);
  add(Found->second, std::move(Reference));
}

/// Return type to closing parenthesis.
static Span signatureSpan(const FunctionDecl &Function,
                          const SourceSpans &Spans) {
  FunctionTypeLoc Type = Function.getFunctionTypeLoc();
  if (!Type)
    return {};
  return Spans.written({Function.getBeginLoc(), Type.getRParenLoc()});
}

void MentionFinder::addDeclarations(const FunctionDecl &Function,
                                    ByPlace &Out) {
  for (const FunctionDecl *Declaration : Function.redecls()) {
    SourceLocation Name = Declaration->getLocation();
    if (Declaration->isImplicit() || !Spans.isInTree(Name))
      continue;
    Mention Found;
    Found.Kind = Declaration->isThisDeclarationADefinition()
                     ? MentionKind::Definition
                     : MentionKind::Declaration;
    Found.Where = nameSpan(Spans, Name, Found.InMacro);
    Found.Signature = signatureSpan(*Declaration, Spans);
    if (!Found.Signature.contains(Found.Where)) {
      Found.Signature = Span();
      Found.InMacro = true;
    }
    add(Out, std::move(Found));
  }
}

static bool isInside(const std::vector<InactiveRegion> &Regions,
                     const Span &Where) {
  return llvm::any_of(Regions, [&](const InactiveRegion &Region) {
    return Region.Where.contains(Where);
  });
}

/// `#define name NULL`: whoever has no such function has nothing in its place.
static bool isNullMacro(StringRef Text, const NameToken &Token) {
  StringRef Before = Text.take_front(Token.Offset);
  Before = Before.substr(Before.rfind('\n') + 1).trim();
  StringRef Behind =
      Text.substr(Token.Offset + Token.Name.size()).take_until([](char C) {
        return C == '\n';
      });
  const bool Spaced = Behind.ltrim() != Behind;
  Behind = Behind.take_until([](char C) { return C == '/'; }).trim();
  return Before.consume_front("#") && Before.ltrim() == "define" && Spaced &&
         Behind == "NULL";
}

void MentionFinder::addText(FileID File,
                            const std::vector<InactiveRegion> &Inactive) {
  const SourceManager &Sources = Spans.sources();
  llvm::StringSet<> Names;
  for (const auto &[Function, Places] : Mentions)
    Names.insert(Function->getName());
  StringRef Path = Spans.path(Sources.getLocForStartOfFile(File));
  for (const NameToken &Token : findNames(Sources.getBufferData(File), Names)) {
    Mention Found;
    Found.Where = {Path.str(), Token.Offset,
                   static_cast<unsigned>(Token.Name.size()), Token.Line};
    bool IsDead = isInside(Inactive, Found.Where);
    switch (Token.Context) {
    case TokenContext::Member:
      continue;
    case TokenContext::Code:
      Found.Kind = IsDead ? MentionKind::Inactive : MentionKind::Other;
      Found.InMacro = !IsDead;
      break;
    case TokenContext::Export:
      Found.Kind = IsDead ? MentionKind::Inactive : MentionKind::Export;
      break;
    case TokenContext::Comment:
      Found.Kind = MentionKind::Comment;
      break;
    case TokenContext::String:
      Found.Kind = IsDead ? MentionKind::Inactive : MentionKind::String;
      break;
    case TokenContext::Directive:
      // It follows as text, like a function in its place.
      if (IsDead && isNullMacro(Sources.getBufferData(File), Token)) {
        Found.Kind = MentionKind::Inactive;
        break;
      }
      Found.Kind = MentionKind::Directive;
      Found.InMacro = true;
      break;
    }
    for (auto &[Function, Places] : Mentions) {
      if (Function->getName() != Token.Name)
        continue;
      // What an export expands to is in the AST as declarations and references.
      if (Found.Kind == MentionKind::Export)
        Places[Found.Where] = Found;
      else
        add(Places, Found);
    }
  }
}

void MentionFinder::finish(const std::vector<InactiveRegion> &Inactive) {
  const SourceManager &Sources = Spans.sources();
  llvm::SmallSetVector<FileID, 8> Files;
  Files.insert(Sources.getMainFileID());
  for (auto &[Function, Places] : Mentions) {
    addDeclarations(*Function, Places);
    for (const FunctionDecl *Declaration : Function->redecls()) {
      SourceLocation Name = Sources.getExpansionLoc(Declaration->getLocation());
      if (Name.isValid() && Spans.isInTree(Name))
        Files.insert(Sources.getFileID(Name));
    }
  }
  for (FileID File : Files)
    addText(File, Inactive);
}

std::vector<Mention>
MentionFinder::mentionsOf(const FunctionDecl &Function) const {
  std::vector<Mention> Result;
  auto Found = Mentions.find(Function.getCanonicalDecl());
  if (Found != Mentions.end())
    for (const auto &[Where, Mention] : Found->second)
      Result.push_back(Mention);
  return Result;
}

bool MentionFinder::isExported(const FunctionDecl &Function) const {
  auto Found = Mentions.find(Function.getCanonicalDecl());
  return Found != Mentions.end() &&
         llvm::any_of(Found->second, [](const auto &Entry) {
           return Entry.second.Kind == MentionKind::Export;
         });
}

} // namespace premap
