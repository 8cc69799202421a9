#include "tool/series/Maintainers.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/GlobPattern.h"

#include <algorithm>

using llvm::StringRef;

namespace premap {

/// "M:\tvalue" -> 'M', "value"; a zero byte for what is no such line.
static std::pair<char, StringRef> tagOf(StringRef Line) {
  if (Line.size() < 2 || !llvm::isUpper(Line.front()) || Line[1] != ':')
    return {0, ""};
  return {Line.front(), Line.drop_front(2).trim()};
}

static void addLine(MaintainerSection &Section, char Tag, StringRef Value) {
  switch (Tag) {
  case 'M':
    Section.People.push_back(Value.str());
    break;
  case 'L':
    Section.Lists.push_back(Value.split(' ').first.str());
    break;
  case 'P':
    Section.Profiles.push_back(Value.str());
    break;
  case 'F':
    Section.Files.push_back(Value.str());
    break;
  case 'X':
    Section.Excluded.push_back(Value.str());
    break;
  default: // S:, T:, W: and others say nothing about files
    break;
  }
}

Maintainers Maintainers::parse(StringRef Text) {
  Maintainers All;
  llvm::SmallVector<StringRef> Lines;
  Text.split(Lines, '\n');
  StringRef Title;
  bool Open = false; // the section that began with Title
  for (StringRef Line : Lines) {
    auto [Tag, Value] = tagOf(Line);
    if (!Tag) {
      Title = Line.trim();
      Open = false;
      continue;
    }
    if (!Open) {
      if (Title.empty())
        continue;
      All.Sections.emplace_back();
      All.Sections.back().Title = Title.str();
      Open = true;
    }
    addLine(All.Sections.back(), Tag, Value);
  }
  // The explanations at the start of the file name no files.
  std::erase_if(All.Sections,
                [](const MaintainerSection &S) { return S.Files.empty(); });
  return All;
}

static unsigned depthOf(StringRef Path) {
  return Path.rtrim('/').count('/') + 1;
}

/// How precise \p Pattern, an F: line, is for \p Path; 0 if it does not fit.
static unsigned precision(StringRef Pattern, StringRef Path) {
  if (Pattern.ends_with("/"))
    return Path.starts_with(Pattern) ? depthOf(Pattern) * 2 : 0;
  if (Pattern == Path || Path.starts_with((Pattern + "/").str()))
    return depthOf(Pattern) * 2 + 1;
  // As get_maintainer.pl has it, a pattern is of one depth: fs/* are the files
  // in fs/ and nothing below.
  if (Pattern.find_first_of("*?[") == StringRef::npos ||
      depthOf(Pattern) != depthOf(Path))
    return 0;
  llvm::Expected<llvm::GlobPattern> Glob = llvm::GlobPattern::create(Pattern);
  if (!Glob) {
    llvm::consumeError(Glob.takeError());
    return 0;
  }
  return Glob->match(Path) ? depthOf(Pattern) * 2 : 0;
}

const MaintainerSection *Maintainers::sectionOf(StringRef Path) const {
  const MaintainerSection *Best = nullptr;
  unsigned Most = 0;
  for (const MaintainerSection &Section : Sections) {
    bool Excluded =
        std::any_of(Section.Excluded.begin(), Section.Excluded.end(),
                    [&](const auto &X) { return precision(X, Path) != 0; });
    if (Excluded)
      continue;
    for (const std::string &File : Section.Files) {
      // "THE REST" has everything.
      if (File == "*" || File == "*/")
        continue;
      unsigned Precise = precision(File, Path);
      if (Precise > Most) {
        Most = Precise;
        Best = &Section;
      }
    }
  }
  return Best;
}

} // namespace premap
