#include "tool/lint/Suppressions.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

#include <algorithm>

using llvm::StringRef;

namespace premap {

bool Suppression::silences(const GateFinding &F) const {
  if (Reason.empty() || !F.Where.Line ||
      F.Where.Line != (Alone ? Line + 1 : Line))
    return false;
  return std::find(Rules.begin(), Rules.end(), F.Rule) != Rules.end();
}

/// What \p Comment, without its marks, says; no rules if it is another comment.
static Suppression parse(StringRef Comment) {
  Suppression S;
  Comment = Comment.trim(" \t\r\n*");
  if (!Comment.consume_front("premap:"))
    return S;
  Comment = Comment.ltrim();
  if (!Comment.consume_front("ignore[") || !Comment.contains(']'))
    return S;
  auto [List, Reason] = Comment.split(']');
  llvm::SmallVector<StringRef> Ids;
  List.split(Ids, ',', -1, /*KeepEmpty=*/false);
  for (StringRef Id : Ids)
    if (!Id.trim().empty())
      S.Rules.push_back(Id.trim().str());
  // A reason may go over lines that begin with an asterisk.
  for (StringRef Word : llvm::split(Reason, '\n')) {
    StringRef Part = Word.trim(" \t\r*");
    if (!Part.empty())
      S.Reason += (S.Reason.empty() ? "" : " ") + Part.str();
  }
  S.Reason = StringRef(S.Reason).ltrim(" :-").str();
  return S;
}

namespace {

/// Walks through C text, comments, strings and lines told apart.
class Walker {
public:
  explicit Walker(StringRef Text) : Text(Text) {}

  std::vector<Suppression> run() {
    while (At < Text.size()) {
      if (Text.substr(At).starts_with("/*"))
        comment(Text.find("*/", At + 2), 2);
      else if (Text.substr(At).starts_with("//"))
        comment(Text.find('\n', At + 2), 0);
      else if (Text[At] == '"' || Text[At] == '\'')
        literal(Text[At]);
      else
        step();
    }
    return std::move(Found);
  }

private:
  void step() {
    if (Text[At] == '\n') {
      ++Line;
      LineBegin = At + 1;
    }
    ++At;
  }

  void literal(char Quote) {
    for (step(); At < Text.size() && Text[At] != Quote && Text[At] != '\n';) {
      if (Text[At] == '\\' && At + 1 < Text.size())
        step();
      step();
    }
    if (At < Text.size())
      step();
  }

  /// The comment at At, whose text ends at \p End, with \p Mark bytes behind.
  void comment(size_t End, size_t Mark) {
    bool Ends = End != StringRef::npos;
    size_t Stop = Ends ? End : Text.size();
    bool Alone = Text.slice(LineBegin, At).trim().empty();
    Suppression S = parse(Text.slice(At + 2, Stop));
    for (size_t Past = Ends ? Stop + Mark : Stop; At < Past;)
      step();
    StringRef Behind =
        Text.substr(At).take_until([](char C) { return C == '\n'; });
    S.Line = Line;
    S.Alone = Alone && Behind.trim().empty();
    if (!S.Rules.empty())
      Found.push_back(std::move(S));
  }

  StringRef Text;
  size_t At = 0, LineBegin = 0;
  unsigned Line = 1;
  std::vector<Suppression> Found;
};

} // namespace

std::vector<Suppression> suppressionsOf(StringRef Text) {
  if (!Text.contains("premap:"))
    return {};
  return Walker(Text).run();
}

} // namespace premap
