#include "rewriters/Layout.h"

#include "rewriters/Syntax.h"

#include "llvm/ADT/StringRef.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace premap {

static constexpr unsigned LineWidth = 80;
static constexpr unsigned TabWidth = 8;

std::string indentTo(unsigned Column) {
  return std::string(Column / TabWidth, '\t') +
         std::string(Column % TabWidth, ' ');
}

static bool isSpace(char C) {
  return C == ' ' || C == '\t' || C == '\n' || C == '\r';
}

std::string joinLines(std::string_view Text) {
  std::string Out;
  for (size_t I = 0; I < Text.size();) {
    size_t End = I;
    while (End < Text.size() && isSpace(Text[End]))
      ++End;
    if (Text.substr(I, End - I).find('\n') != std::string_view::npos)
      Out += ' ';
    else
      Out += Text.substr(I, End - I);
    I = End;
    while (I < Text.size() && !isSpace(Text[I]))
      Out += Text[I++];
  }
  return Out;
}

/// Outermost replacements inside of \p Where, by place.
static std::vector<const Replacement *>
outermost(Range Where, const std::vector<Replacement> &Replacements) {
  std::vector<const Replacement *> Inside;
  for (const Replacement &R : Replacements)
    if (Where.contains(R.Where))
      Inside.push_back(&R);
  std::sort(Inside.begin(), Inside.end(),
            [](const Replacement *A, const Replacement *B) {
              if (A->Where.Begin != B->Where.Begin)
                return A->Where.Begin < B->Where.Begin;
              return A->Where.End > B->Where.End;
            });
  std::vector<const Replacement *> Out;
  for (const Replacement *R : Inside)
    if (Out.empty() || R->Where.Begin >= Out.back()->Where.End)
      Out.push_back(R);
  return Out;
}

std::string render(const SourceText &S, Range Where,
                   const std::vector<Replacement> &Replacements) {
  std::string Out;
  unsigned Done = Where.Begin;
  for (const Replacement *R : outermost(Where, Replacements)) {
    Out += S.slice({Done, R->Where.Begin});
    Out += R->Text;
    Done = R->Where.End;
  }
  Out += S.slice({Done, Where.End});
  return Out;
}

/// The column of \p Offset once \p Replacements are made.
static unsigned newColumn(const SourceText &S, unsigned Offset,
                          const std::vector<Replacement> &Replacements) {
  unsigned Begin = S.lineBegin(Offset);
  for (bool Moved = true; Moved;) {
    Moved = false;
    for (const Replacement &R : Replacements)
      if (R.Where.Begin < Begin && Begin < R.Where.End) {
        Begin = S.lineBegin(R.Where.Begin);
        Moved = true;
      }
  }
  return columnAfter(render(S, {Begin, Offset}, Replacements), 0);
}

/// \p Offset is inside of a replaced range, and not its first byte.
static bool isReplaced(const std::vector<Replacement> &Replacements,
                       unsigned Offset) {
  return std::any_of(Replacements.begin(), Replacements.end(),
                     [&](const Replacement &R) {
                       return R.Where.Begin < Offset && Offset < R.Where.End;
                     });
}

static bool isGone(const std::vector<Replacement> &Replacements, Range Where) {
  return std::any_of(
      Replacements.begin(), Replacements.end(),
      [&](const Replacement &R) { return R.Where.contains(Where); });
}

std::string renderAligned(const SourceText &S, Range Where,
                          const std::vector<Replacement> &Replacements) {
  std::vector<Replacement> All = Replacements;
  size_t First = S.firstAt(Where.Begin), Last = S.firstAt(Where.End);
  for (size_t I = First + 1; I < Last; ++I) {
    unsigned Offset = S.tokens()[I].Begin;
    if (S.line(Offset) == S.line(S.tokens()[I - 1].Begin) ||
        isReplaced(Replacements, Offset))
      continue;
    unsigned Begin = S.lineBegin(Offset);
    if (S.slice({Begin, Offset}).find_first_not_of(" \t") !=
        std::string_view::npos)
      continue;
    std::optional<size_t> Paren = S.enclosingParen(I, First);
    if (!Paren || isGone(Replacements, S.tokens()[*Paren]) ||
        S.column(Offset) != S.column(S.tokens()[*Paren].Begin) + 1)
      continue;
    unsigned Column = newColumn(S, S.tokens()[*Paren].Begin, All) + 1;
    if (Column != S.column(Offset) &&
        !isReplaced(Replacements, Begin ? Begin - 1 : 0))
      All.push_back({{Begin, Offset}, indentTo(Column)});
  }
  return render(S, Where, All);
}

static std::vector<std::string_view> linesOf(std::string_view Text) {
  std::vector<std::string_view> Lines;
  while (!Text.empty()) {
    size_t End = std::min(Text.find('\n'), Text.size());
    std::string_view Line = Text.substr(0, End);
    if (!Line.empty() && Line.back() == '\r')
      Line.remove_suffix(1);
    Lines.push_back(Line);
    Text.remove_prefix(std::min(End + 1, Text.size()));
  }
  return Lines;
}

static unsigned width(std::string_view Line) { return columnAfter(Line, 0); }

namespace {

/// A place to break: behind byte After, continuing at Column. The looser the
/// operator and the fewer parentheses around it, the better.
struct Break {
  unsigned After = 0, Column = 0;
  unsigned Depth = 0, Tightness = 0;

  bool betterThan(const Break &O) const {
    if (Depth != O.Depth)
      return Depth < O.Depth;
    return Tightness != O.Tightness ? Tightness < O.Tightness : After > O.After;
  }
};

} // namespace

/// How tightly the operator \p T binds; nothing if no line is broken behind it.
static std::optional<unsigned> tightness(std::string_view T) {
  static const std::map<std::string_view, unsigned> Levels = {
      {",", 0},  {"||", 1}, {"&&", 2}, {"==", 3}, {"!=", 3}, {"<", 4}, {">", 4},
      {"<=", 4}, {">=", 4}, {"|", 5},  {"<<", 6}, {">>", 6}, {"+", 7}};
  auto Found = Levels.find(T);
  if (Found == Levels.end())
    return std::nullopt;
  return Found->second;
}

/// Parentheses around token \p I.
static unsigned depthOf(const SourceText &S, size_t I) {
  unsigned Depth = 0;
  for (std::optional<size_t> Open = S.enclosingParen(I, 0); Open;
       Open = S.enclosingParen(*Open, 0))
    ++Depth;
  return Depth;
}

/// The best place that lets the line that begins at \p Begin fit.
static std::optional<Break> findBreak(const SourceText &S, unsigned Begin) {
  unsigned End = S.lineEnd(Begin);
  std::optional<Break> Best;
  std::optional<unsigned> Assigned;
  for (size_t I = S.firstAt(Begin);
       I < S.tokens().size() && S.tokens()[I].End < End; ++I) {
    unsigned Behind = S.tokens()[I].End;
    if (S.at(I) == "=" || S.at(I) == "|=")
      Assigned = S.column(Behind) + 1;
    if (S.column(Behind) > LineWidth)
      break;
    std::optional<size_t> Paren = S.enclosingParen(I, 0);
    std::optional<unsigned> Tightness = tightness(S.at(I));
    if (!Tightness || (!Paren && !Assigned))
      continue;
    Break Here{Behind, 0, depthOf(S, I), *Tightness};
    Here.Column = Paren ? S.column(S.tokens()[*Paren].Begin) + 1 : *Assigned;
    // A break that does not make the rest start further left gains nothing.
    bool Gains = Here.Column + 2 <= S.column(Behind);
    if (Gains && (!Best || Here.betterThan(*Best)))
      Best = Here;
  }
  return Best;
}

std::string breakLongLines(const std::string &Old, const std::string &New) {
  std::vector<std::string_view> OldLines = linesOf(Old);
  std::vector<std::string_view> NewLines = linesOf(New);
  std::set<std::string_view> Kept(OldLines.begin(), OldLines.end());
  std::set<std::string_view> Still(NewLines.begin(), NewLines.end());
  // Where the old lines were too long as well, as long is not longer.
  unsigned Allowed = LineWidth;
  for (std::string_view Line : OldLines)
    if (!Still.count(Line))
      Allowed = std::max(Allowed, width(Line));

  std::string Text = New;
  // The rest of a line that was broken here has no excuse.
  std::optional<unsigned> Rest;
  for (unsigned Begin = 0; Begin < Text.size();) {
    SourceText S("", Text);
    std::string_view Line = S.slice({Begin, S.lineEnd(Begin)});
    std::optional<Break> At;
    if (width(Line) > (Begin == Rest ? LineWidth : Allowed) &&
        !Kept.count(Line))
      At = findBreak(S, Begin);
    if (!At) {
      Begin = S.nextLine(Begin);
      continue;
    }
    unsigned Next = At->After;
    while (Next < Text.size() && (Text[Next] == ' ' || Text[Next] == '\t'))
      ++Next;
    Text.replace(At->After, Next - At->After,
                 S.newline() + indentTo(At->Column));
    Begin = At->After + S.newline().size();
    Rest = Begin;
  }
  return Text;
}

/// The white space that \p Line begins with.
static std::string_view indentOf(std::string_view Line) {
  return Line.substr(0, std::min(Line.find_first_not_of(" \t"), Line.size()));
}

static bool endsWithBrace(std::string_view Line) {
  return llvm::StringRef(Line).rtrim().ends_with(") {");
}

/// Whether what comes from line \p I on may be an `else`, which would belong to
/// another `if` if braces in front of it went.
static bool mayBeElse(const std::vector<std::string_view> &Lines, size_t I) {
  while (I < Lines.size() && llvm::StringRef(Lines[I]).trim().empty())
    ++I;
  if (I == Lines.size())
    return false;
  llvm::StringRef Next = llvm::StringRef(Lines[I]).ltrim();
  return Next.starts_with("else") || Next.starts_with("#") ||
         Next.starts_with("/*") || Next.starts_with("//");
}

/// Whether lines \p I to I + 2 of \p Lines are `if (..) {`, one statement and
/// `}` with no else.
static bool isBracedStatement(const std::vector<std::string_view> &Lines,
                              size_t I) {
  if (I + 2 >= Lines.size() || !endsWithBrace(Lines[I]))
    return false;
  std::string_view Indent = indentOf(Lines[I]);
  llvm::StringRef Head = llvm::StringRef(Lines[I]).ltrim();
  llvm::StringRef Body = llvm::StringRef(Lines[I + 1]).trim();
  std::string_view Inner = indentOf(Lines[I + 1]);
  return Head.starts_with("if (") && Inner.size() > Indent.size() &&
         Body.ends_with(";") && Body.count(';') == 1 && !Body.contains("/*") &&
         !Body.contains("//") && indentOf(Lines[I + 2]) == Indent &&
         llvm::StringRef(Lines[I + 2]).trim() == "}" &&
         !mayBeElse(Lines, I + 3);
}

/// Whether \p Old has the statement \p Body in braces whose head took several
/// lines.
static bool hadLongHead(const std::vector<std::string_view> &Old,
                        std::string_view Body) {
  for (size_t I = 1; I < Old.size(); ++I)
    if (Old[I] == Body && endsWithBrace(Old[I - 1]) &&
        !llvm::StringRef(Old[I - 1]).ltrim().starts_with("if ("))
      return true;
  return false;
}

std::string dropNeedlessBraces(const std::string &Old, std::string New) {
  const std::vector<std::string_view> Before = linesOf(Old);
  const std::set<std::string_view> Kept(Before.begin(), Before.end());
  const std::vector<std::string_view> Lines = linesOf(New);
  auto begin = [&](size_t I) {
    return I < Lines.size() ? static_cast<size_t>(Lines[I].data() - New.data())
                            : New.size();
  };
  std::string Out;
  size_t Copied = 0;
  for (size_t I = 0; I < Lines.size(); ++I) {
    if (Kept.count(Lines[I]) || !isBracedStatement(Lines, I) ||
        !hadLongHead(Before, Lines[I + 1]))
      continue;
    const size_t Brace = begin(I) + Lines[I].rfind(" {");
    Out.append(New, Copied, Brace - Copied);
    const size_t Behind = Brace + 2, Closing = begin(I + 2);
    Out.append(New, Behind, Closing - Behind);
    Copied = begin(I + 3);
  }
  return Out.append(New, Copied);
}

static bool isColumnGap(std::string_view Gap) {
  return Gap.find('\t') != std::string_view::npos || Gap.size() > 1;
}

/// \p Gap, resized so that what follows stays at \p Column if it can.
static std::string resizeGap(std::string_view Gap, unsigned From,
                             unsigned Column) {
  if (!isColumnGap(Gap))
    return std::string(Gap);
  if (From >= Column)
    return " ";
  if (Gap.find('\t') == std::string_view::npos)
    return std::string(Column - From, ' ');
  std::string Out;
  while (From / TabWidth * TabWidth + TabWidth <= Column) {
    Out += '\t';
    From = From / TabWidth * TabWidth + TabWidth;
  }
  return Out + std::string(Column - From, ' ');
}

Replacement renameTableMember(const SourceText &S, Range Name, Range Value,
                              const std::string &NewName) {
  size_t Sign = S.firstAt(Name.End);
  Range Equals = S.tokens()[Sign];
  std::string_view Before = S.slice({Name.End, Equals.Begin});
  std::string_view Behind = S.slice({Equals.End, Value.Begin});
  unsigned From = columnAfter(NewName, S.column(Name.Begin));
  std::string Text = NewName;
  std::string Gap = resizeGap(Before, From, S.column(Equals.Begin));
  From = columnAfter(Gap, From) + 1;
  Text += Gap;
  Text += S.slice(Equals);
  bool OnlySpace = Behind.find_first_not_of(" \t") == std::string_view::npos;
  if (!isColumnGap(Before) && OnlySpace)
    Text += resizeGap(Behind, From, S.column(Value.Begin));
  else
    Text += Behind;
  return {{Name.Begin, Value.Begin}, Text};
}

std::string parameterList(const SourceText &S, unsigned Column,
                          const std::string &Name, unsigned Tail) {
  std::string Parameter = "struct vm_area_desc *" + Name;
  if (Column + 1 + Parameter.size() + 1 + Tail <= LineWidth)
    return "(" + Parameter + ")";
  return "(" + S.newline() + indentTo(2 * TabWidth) + Parameter + ")";
}

std::string innerParameters(const SourceText &S, size_t Open, unsigned Column,
                            const std::string &Desc, unsigned Tail) {
  std::vector<std::string> Parameters;
  for (const TokenRange &P : callArguments(S, Open)) {
    auto points = [&](std::string_view Tag) {
      for (size_t I = P.Begin; I + 2 < P.End + 1; ++I)
        if (S.matches(I, {"struct", Tag, "*"}))
          return true;
      return false;
    };
    if (points("vm_area_struct"))
      Parameters.push_back("struct vm_area_desc *" + Desc);
    else if (!points("file"))
      Parameters.push_back(joinLines(S.slice(bytes(S, P))));
  }
  std::string Out = "(";
  unsigned At = Column + 1;
  for (size_t I = 0; I < Parameters.size(); ++I) {
    const bool Last = I + 1 == Parameters.size();
    const std::string Text = Parameters[I] + (Last ? ")" : ",");
    if (I && At + 1 + Text.size() + (Last ? Tail : 0) > LineWidth) {
      Out += S.newline() + indentTo(Column + 1);
      At = Column + 1;
    } else if (I) {
      Out += " ";
      ++At;
    }
    Out += Text;
    At += Text.size();
  }
  return Out;
}

} // namespace premap
