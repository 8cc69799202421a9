#include "tool/tree/KconfigText.h"

#include "tool/tree/CompileFlags.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <algorithm>

using llvm::StringRef;

namespace premap {

static std::string replaced(StringRef Text, StringRef From, StringRef To) {
  std::string Result = Text.str();
  for (size_t At = 0; (At = Result.find(From.str(), At)) != std::string::npos;
       At += To.size())
    Result.replace(At, From.size(), To.str());
  return Result;
}

/// Reads the entries of the files, following `source`.
class KconfigText::Reader {
public:
  Reader(const KernelTree &Tree, KconfigText &Into)
      : Tree(Tree), Into(Into), SourceArch(sourceArch(Into.Arch)) {}
  void read(const std::string &Path);

private:
  /// `if`, `menu` or `choice`: what is inside depends on it.
  struct Block {
    StringRef Keyword;
    std::vector<std::string> Conditions;
    std::optional<size_t> OfChoice; ///< its place in Choices
  };

  void onLine(StringRef Line);
  bool onBlock(StringRef Keyword, StringRef Rest);
  void onProperty(StringRef Keyword, StringRef Rest);
  void start(StringRef Name);

  const KernelTree &Tree;
  KconfigText &Into;
  std::string SourceArch;
  std::set<std::string> Seen;
  std::vector<Block> Blocks;
  std::string Name;                 ///< of the current entry, "" outside of one
  Definition *Current = nullptr;    ///< in Into
  std::optional<size_t> HelpIndent; ///< inside of a help text
};

/// `VALUE if CONDITION` in its two parts.
static std::pair<StringRef, StringRef> splitIf(StringRef Text) {
  bool Quoted = false;
  for (size_t I = 0; I != Text.size(); ++I) {
    if (Text[I] == '"')
      Quoted = !Quoted;
    else if (!Quoted && Text.drop_front(I).starts_with("if") && I != 0 &&
             llvm::isSpace(Text[I - 1]) &&
             (I + 2 == Text.size() || !llvm::isAlnum(Text[I + 2])))
      return {Text.take_front(I).trim(), Text.drop_front(I + 2).trim()};
  }
  return {Text.trim(), StringRef()};
}

void KconfigText::Reader::start(StringRef Option) {
  Name = Option.str();
  Current = &Into.Definitions[Option].emplace_back();
  for (const Block &B : Blocks) {
    llvm::append_range(Current->Conditions, B.Conditions);
    if (B.OfChoice)
      Current->OfChoice = B.OfChoice;
  }
  if (Current->OfChoice)
    Into.Choices[*Current->OfChoice].Members.push_back(Name);
}

/// True if the line opens or closes something around entries.
bool KconfigText::Reader::onBlock(StringRef Keyword, StringRef Rest) {
  if (Keyword == "if" || Keyword == "menu" || Keyword == "choice") {
    Blocks.push_back({Keyword, {}, {}});
    if (Keyword == "if")
      Blocks.back().Conditions.push_back(Rest.str());
    if (Keyword == "choice") {
      Blocks.back().OfChoice = Into.Choices.size();
      Into.Choices.emplace_back();
    }
  } else if (Keyword == "endif" || Keyword == "endmenu" ||
             Keyword == "endchoice") {
    if (!Blocks.empty())
      Blocks.pop_back();
  } else if (Keyword != "comment" && Keyword != "mainmenu") {
    return false;
  }
  Current = nullptr;
  return true;
}

void KconfigText::Reader::onProperty(StringRef Keyword, StringRef Rest) {
  if (Keyword == "depends") {
    Rest.consume_front("on");
    if (Current)
      Current->Conditions.push_back(Rest.trim().str());
    else if (!Blocks.empty())
      Blocks.back().Conditions.push_back(Rest.trim().str());
    return;
  }
  auto [Value, Condition] = splitIf(Rest);
  if (!Current && Keyword == "default" && !Blocks.empty() &&
      Blocks.back().OfChoice)
    Into.Choices[*Blocks.back().OfChoice].Defaults.push_back(
        {Value.str(), Condition.str()});
  if (!Current)
    return;
  if (Keyword == "select") {
    Into.Selectors[Value].push_back({Name, Condition.str()});
    return;
  }
  Current->Tristate |= Keyword.ends_with("tristate");
  Current->IsValue |=
      Keyword == "int" || Keyword == "hex" || Keyword == "string";
  if (Keyword.starts_with("def"))
    Current->Defaults.push_back({Value.str(), Condition.str()});
  else if (Keyword != "range" && Keyword != "imply" && !Rest.empty())
    Current->Prompt = Condition.str();
}

void KconfigText::Reader::onLine(StringRef Line) {
  size_t Indent = Line.find_first_not_of(" \t");
  if (Indent == StringRef::npos || Line[Indent] == '#')
    return;
  if (HelpIndent) {
    // The text goes on as long as it is further in than what stands above.
    if (Indent > *HelpIndent)
      return;
    HelpIndent.reset();
  }
  StringRef Text = Line.trim();
  StringRef Keyword =
      Text.take_while([](char C) { return llvm::isAlpha(C) || C == '_'; });
  StringRef Rest = Text.drop_front(Keyword.size());
  // A macro: `if-success = $(shell,..)`.
  if (!Rest.empty() && !llvm::isSpace(Rest[0]) && Rest[0] != '(' &&
      Rest[0] != '"')
    return;
  Rest = Rest.trim();
  if (Keyword == "help") {
    // An entry is further out than its help, whatever the help's own indent.
    HelpIndent = Indent;
  } else if (Keyword == "config" || Keyword == "menuconfig") {
    start(Rest);
  } else if (Keyword == "source" || Keyword == "osource") {
    Current = nullptr;
    read(replaced(replaced(Rest.trim("\""), "$(SRCARCH)", SourceArch),
                  "$(HEADER_ARCH)", "x86"));
  } else if (!onBlock(Keyword, Rest)) {
    static const StringRef Properties[] = {
        "depends",      "select",  "imply",    "bool", "tristate",
        "def_bool",     "prompt",  "int",      "hex",  "string",
        "def_tristate", "default", "def_long", "range"};
    if (llvm::is_contained(Properties, Keyword))
      onProperty(Keyword, Rest);
  }
}

void KconfigText::Reader::read(const std::string &Path) {
  // Sourced twice, or in a circle: once is enough.
  if (!Seen.insert(Path).second)
    return;
  llvm::ErrorOr<std::string> File = Tree.read(Path);
  if (!File)
    return;
  std::string Text = replaced(*File, "\\\n", " ");
  for (StringRef Rest = Text; !Rest.empty();) {
    StringRef Line;
    std::tie(Line, Rest) = Rest.split('\n');
    onLine(Line);
  }
  HelpIndent.reset();
}

/// Kconfig's expressions, from left to right; what it does not know is Unknown.
class KconfigText::Evaluator {
public:
  Evaluator(const KconfigText &Text, StringRef Expression)
      : Text(Text), Rest(Expression) {}

  OptionGuess either() {
    OptionGuess Result = both();
    while (take("||"))
      Result = std::max(Result, both());
    return Result;
  }

private:
  OptionGuess both() {
    OptionGuess Result = single();
    while (take("&&"))
      Result = std::min(Result, single());
    return Result;
  }

  OptionGuess single() {
    if (take("!"))
      return opposite(single());
    if (take("(")) {
      OptionGuess Result = either();
      take(")");
      return Result;
    }
    StringRef Left = word();
    if (take("!="))
      return opposite(equal(Left, word()));
    for (StringRef Order : {"<=", ">=", "<", ">"})
      if (take(Order)) {
        word();
        return OptionGuess::Unknown;
      }
    if (take("="))
      return equal(Left, word());
    return valueOf(Left);
  }

  static OptionGuess opposite(OptionGuess G) {
    switch (G) {
    case OptionGuess::No:
      return OptionGuess::Yes;
    case OptionGuess::Yes:
      return OptionGuess::No;
    case OptionGuess::Module:
    case OptionGuess::Unknown:
      return G;
    }
    return G;
  }

  OptionGuess valueOf(StringRef Word) const {
    if (Word.starts_with("\"") || Word.starts_with("$"))
      Word = Word.trim("\"");
    return Text.value(Word);
  }

  OptionGuess equal(StringRef Left, StringRef Right) const {
    auto Literal = [&](StringRef Word) {
      return replaced(Word.trim("\"'"), "$(ARCH)", Text.Arch);
    };
    if (Left.starts_with("\"") && Right.starts_with("\""))
      return Literal(Left) == Literal(Right) ? OptionGuess::Yes
                                             : OptionGuess::No;
    StringRef Wanted = Right.trim("\"");
    OptionGuess Is = valueOf(Left);
    if (Is == OptionGuess::Unknown)
      return Is;
    OptionGuess Want = Wanted == "y"   ? OptionGuess::Yes
                       : Wanted == "m" ? OptionGuess::Module
                       : Wanted == "n" ? OptionGuess::No
                                       : OptionGuess::Unknown;
    if (Want == OptionGuess::Unknown)
      return Want;
    return Is == Want ? OptionGuess::Yes : OptionGuess::No;
  }

  bool take(StringRef Token) {
    Rest = Rest.ltrim();
    return Rest.consume_front(Token);
  }

  StringRef word() {
    Rest = Rest.ltrim();
    size_t End = 0;
    if (Rest.starts_with("\"")) {
      End = Rest.find('"', 1);
      End = End == StringRef::npos ? Rest.size() : End + 1;
    } else if (Rest.starts_with("$(")) {
      unsigned Depth = 0;
      for (End = 1; End != Rest.size(); ++End) {
        Depth += Rest[End] == '(';
        if (Rest[End] == ')' && --Depth == 0) {
          ++End;
          break;
        }
      }
    } else {
      End = Rest.take_while([](char C) {
                  return llvm::isAlnum(C) || C == '_' || C == '-' || C == '.';
                })
                .size();
      // Never stand still on what no rule knows.
      if (End == 0)
        End = std::min<size_t>(1, Rest.size());
    }
    StringRef Word = Rest.take_front(End);
    Rest = Rest.drop_front(End);
    return Word;
  }

  const KconfigText &Text;
  StringRef Rest;
};

KconfigText::KconfigText(const KernelTree &Tree, StringRef Arch) : Arch(Arch) {
  Reader(Tree, *this).read("Kconfig");
}

OptionGuess KconfigText::evaluate(StringRef Expression) const {
  if (Expression.empty())
    return OptionGuess::Yes;
  return Evaluator(*this, Expression).either();
}

OptionGuess KconfigText::isVisible(const Definition &D) const {
  OptionGuess Limit = D.Prompt ? evaluate(*D.Prompt) : OptionGuess::No;
  for (const std::string &Condition : D.Conditions)
    Limit = std::min(Limit, evaluate(Condition));
  return Limit;
}

/// Of a choice one member is taken: the default or, without one that can be
/// seen, the first that can.
OptionGuess KconfigText::isChosen(StringRef Name, const Choice &Among) const {
  auto CanBeSeen = [&](StringRef Member) {
    OptionGuess Seen = OptionGuess::No;
    if (auto Found = Definitions.find(Member); Found != Definitions.end())
      for (const Definition &D : Found->second)
        Seen = std::max(Seen, isVisible(D));
    return Seen;
  };
  auto IsTaken = [&](StringRef Member, OptionGuess Offered) {
    return Offered == OptionGuess::Unknown ? Offered
           : Member == Name                ? OptionGuess::Yes
                                           : OptionGuess::No;
  };
  for (const Default &One : Among.Defaults)
    if (OptionGuess Offered =
            std::min(evaluate(One.Condition), CanBeSeen(One.Value));
        Offered != OptionGuess::No)
      return IsTaken(One.Value, Offered);
  for (const std::string &Member : Among.Members)
    if (OptionGuess Offered = CanBeSeen(Member); Offered != OptionGuess::No)
      return IsTaken(Member, Offered);
  return OptionGuess::No;
}

OptionGuess KconfigText::evaluate(StringRef Name, const Definition &D) const {
  OptionGuess Limit = OptionGuess::Yes;
  for (const std::string &Condition : D.Conditions)
    Limit = std::min(Limit, evaluate(Condition));
  if (Limit == OptionGuess::No)
    return Limit;
  OptionGuess Set = OptionGuess::No;
  if (D.Prompt) {
    OptionGuess Asked = evaluate(*D.Prompt);
    // Several modules of one choice may be built.
    if (D.IsValue || (D.OfChoice && D.Tristate))
      Asked = std::min(Asked, OptionGuess::Unknown);
    else if (D.OfChoice)
      Asked = std::min(Asked, isChosen(Name, Choices[*D.OfChoice]));
    else if (D.Tristate)
      Asked = std::min(Asked, OptionGuess::Module);
    Set = Asked;
  }
  for (const Default &One : D.Defaults)
    Set = std::max(
        Set, std::min(evaluate(One.Condition),
                      D.IsValue ? OptionGuess::Unknown : evaluate(One.Value)));
  OptionGuess Result = std::min(Limit, Set);
  // A bool has no m: it is y then.
  return Result == OptionGuess::Module && !D.Tristate ? OptionGuess::Yes
                                                      : Result;
}

OptionGuess KconfigText::value(StringRef Name) const {
  Name.consume_front("CONFIG_");
  if (Name == "y")
    return OptionGuess::Yes;
  if (Name == "m")
    return OptionGuess::Module;
  if (Name == "n" || Name.empty())
    return OptionGuess::No;
  if (Name.starts_with("$"))
    return OptionGuess::Unknown;
  // Met again on its own way: another path has to decide.
  auto [Entry, IsNew] = Known.try_emplace(Name, OptionGuess::Unknown);
  if (!IsNew)
    return Entry->second;
  OptionGuess Result = OptionGuess::No;
  if (auto Found = Definitions.find(Name); Found != Definitions.end()) {
    for (const Definition &D : Found->second)
      Result = std::max(Result, evaluate(Name, D));
    if (auto By = Selectors.find(Name); By != Selectors.end())
      for (const Selector &S : By->second)
        if (Result != OptionGuess::Yes)
          Result = std::max(Result,
                            std::min(value(S.Option), evaluate(S.Condition)));
  }
  Known[Name] = Result;
  return Result;
}

std::optional<std::string> KconfigText::literal(StringRef Name) const {
  Name.consume_front("CONFIG_");
  auto Found = Definitions.find(Name);
  if (Found == Definitions.end())
    return std::nullopt;
  for (const Definition &D : Found->second) {
    OptionGuess Limit = OptionGuess::Yes;
    for (const std::string &Condition : D.Conditions)
      Limit = std::min(Limit, evaluate(Condition));
    if (!D.IsValue || Limit == OptionGuess::No)
      continue;
    for (const Default &One : D.Defaults) {
      OptionGuess Holds = std::min(Limit, evaluate(One.Condition));
      if (Holds == OptionGuess::No)
        continue;
      bool IsLiteral =
          !One.Value.empty() && (llvm::isDigit(One.Value[0]) ||
                                 One.Value[0] == '"' || One.Value[0] == '-');
      if (Holds == OptionGuess::Unknown || !IsLiteral)
        return std::nullopt;
      return One.Value;
    }
  }
  return std::nullopt;
}

std::vector<std::string> KconfigText::options() const {
  std::vector<std::string> Names;
  for (const auto &Entry : Definitions)
    Names.push_back(Entry.first().str());
  llvm::sort(Names);
  return Names;
}

} // namespace premap
