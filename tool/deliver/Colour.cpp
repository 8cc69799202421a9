#include "tool/deliver/Colour.h"

#include "llvm/ADT/StringSwitch.h"

#include <cstdlib>
#include <unistd.h>

using llvm::StringRef;

namespace premap {

static ColourMode Chosen = ColourMode::Auto;

void setColour(ColourMode Mode) { Chosen = Mode; }

bool hasColour() {
  if (Chosen != ColourMode::Auto)
    return Chosen == ColourMode::Always;
  // See no-color.org: it counts if it is not empty.
  const char *None = std::getenv("NO_COLOR");
  const char *Terminal = std::getenv("TERM");
  return (!None || !*None) && ::isatty(STDOUT_FILENO) &&
         (!Terminal || StringRef(Terminal) != "dumb");
}

namespace {

constexpr StringRef Good = "\033[32m", Care = "\033[33m", Bad = "\033[31m",
                    Head = "\033[1m", Place = "\033[36m", Plain = "\033[0m";

/// How a state or a verdict sounds; "" if \p Word is none.
StringRef toneOf(StringRef Word) {
  return llvm::StringSwitch<StringRef>(Word)
      .Cases(
          {"equivalent", "equivalent_bounded", "equivalent_with_differences"},
          Good)
      .Cases({"converted", "converted_under_assumptions", "convertible",
              "already_converted"},
             Good)
      .Cases({"inconclusive", "declined", "not_compiled"}, Care)
      .Cases({"different", "refuted", "edit_failed", "parse_failed"}, Bad)
      .Default("");
}

std::string painted(StringRef Tone, StringRef Text) {
  return (Tone + Text + Plain).str();
}

/// The word behind \p Before, if it is a state or a verdict, in its colour.
bool paintWord(StringRef Line, StringRef Before, std::string &Out) {
  if (!Line.consume_front(Before))
    return false;
  StringRef Word = Line.take_until([](char C) { return C == ' ' || C == ';'; });
  StringRef Tone = toneOf(Word);
  if (Tone.empty())
    return false;
  Out += Before;
  Out += painted(Tone, Word);
  Out += Line.drop_front(Word.size());
  return true;
}

/// "file:line: error: message [rule, certain]", as lint says it.
bool paintFinding(StringRef Line, std::string &Out) {
  for (auto [Word, Tone] : {std::pair(StringRef(": error: "), Bad),
                            std::pair(StringRef(": warning: "), Care),
                            std::pair(StringRef(": note: "), Plain)}) {
    size_t At = Line.find(Word);
    if (At == StringRef::npos || Line.take_front(At).contains(' '))
      continue;
    Out += painted(Head, Line.take_front(At + 1)) + " ";
    Out += painted(Tone, Word.slice(2, Word.size() - 1));
    Out += Line.drop_front(At + Word.size() - 1);
    return true;
  }
  return false;
}

/// Lines of reports; what is not recognised stays as it is.
void paintLine(StringRef Line, StringRef Rest, std::string &Out) {
  // "drivers/char/mem.c:mmap_mem: refuted"
  size_t Last = Line.rfind(": ");
  if (!Line.starts_with(" ") && Last != StringRef::npos &&
      paintWord(Line, Line.take_front(Last + 2), Out))
    return;
  if (paintWord(Line, "    ", Out) || paintFinding(Line, Out))
    return;
  // "Declined (12)", "Used by", and what belongs to it behind; a long line was
  // folded.
  bool IsHeading = !Line.empty() && Line.front() >= 'A' &&
                   Line.front() <= 'Z' && Line.size() < 70 &&
                   Rest.starts_with("  ");
  Out += IsHeading ? painted(Head, Line) : Line.str();
}

void paintPatch(StringRef Line, StringRef, std::string &Out) {
  StringRef Tone = Line.starts_with("diff ") || Line.starts_with("--- ") ||
                           Line.starts_with("+++ ") ||
                           Line.starts_with("index ")
                       ? Head
                   : Line.starts_with("@@") ? Place
                   : Line.starts_with("+")  ? Good
                   : Line.starts_with("-")  ? Bad
                                            : StringRef();
  Out += Tone.empty() ? Line.str() : painted(Tone, Line);
}

} // namespace

std::string coloured(StringRef Text) {
  std::string Out;
  const bool IsPatch = Text.starts_with("diff --git ");
  while (!Text.empty()) {
    auto [Line, Rest] = Text.split('\n');
    (IsPatch ? paintPatch : paintLine)(Line, Rest, Out);
    if (Line.size() != Text.size())
      Out += '\n';
    Text = Rest;
  }
  return Out;
}

} // namespace premap
