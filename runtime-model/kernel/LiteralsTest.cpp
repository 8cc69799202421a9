// What the kernel's API says is asked of the tables of this room: no other
// source spells a rule, a flag, a call, a release or an error number as a whole
// literal, which is how code compares with one.
#include "kernel/Calls.h"
#include "kernel/Errnos.h"
#include "kernel/Flags.h"
#include "kernel/Releases.h"
#include "kernel/Rules.h"

#include "gtest/gtest.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

namespace premap::kernel {
namespace {

namespace fs = std::filesystem;

const fs::path Root = fs::path(PREMAP_TESTDATA) / "..";

struct Allowed {
  std::string_view Path; ///< a file, or a folder that ends in `/`
  unsigned Most;         ///< how many literals; may only shrink
  std::string_view Why;
};

constexpr Allowed Exceptions[] = {
    {"runtime-model/model/", 200,
     "its steps are named like the functions that they stand for, and "
     "scenarios spell error numbers; it uses no other room"},
    {"runtime-model/verify/oracle/", 12,
     "random hooks return error numbers, as drivers do; for tests only"},
    {"matchers/ApiFeatures.cpp", 30,
     "the list of declarations that are features, one member each"},
    {"matchers/FactsJson.cpp", 1, "the name of a class in reports"},
    {"matchers/classes/PostHook.cpp", 2,
     "how releases of memory and failed lookups are spelled"},
    {"findings/Stencils.cpp", 5, "the text that is written for tests of flags"},
};

/// The string literals of \p Code outside of comments and #include lines.
std::vector<std::string> literalsIn(const std::string &Code) {
  std::vector<std::string> Found;
  for (size_t I = 0; I < Code.size(); ++I) {
    if (Code.compare(I, 2, "//") == 0) {
      I = std::min(Code.find('\n', I), Code.size());
    } else if (Code.compare(I, 2, "/*") == 0) {
      I = std::min(Code.find("*/", I), Code.size());
    } else if (Code[I] == '\'') {
      I += Code[I + 1] == '\\' ? 3 : 2;
    } else if (Code[I] == '"') {
      size_t Begin = ++I;
      while (I < Code.size() && Code[I] != '"')
        I += Code[I] == '\\' ? 2 : 1;
      Found.push_back(Code.substr(Begin, I - Begin));
    }
  }
  return Found;
}

bool isCall(std::string_view Text) {
  // `down` and `min` are words like others.
  if (Text.find('_') == std::string_view::npos)
    return false;
  for (std::string_view Name : callNames())
    if (Name == Text)
      return true;
  return false;
}

bool isTheKernels(std::string_view Text) {
  std::string_view Number = Text.starts_with('-') ? Text.substr(1) : Text;
  bool Flag = (Text.starts_with(WordPrefix) || Text.starts_with(BitPrefix)) &&
              flagNamed(Text);
  return ruleOf(Text) || Flag || isCall(Text) || releaseNamed(Text) ||
         (Number.starts_with('E') && errnoNumber(Number));
}

bool isSource(const fs::path &Path) {
  std::string Name = Path.filename().string();
  for (const char *Test :
       {"Test.cpp", "Testing.h", "Benchmark.cpp", "Fuzz.cpp"})
    if (Name.ends_with(Test))
      return false;
  return Path.extension() == ".cpp" || Path.extension() == ".h";
}

std::map<std::string, std::vector<std::string>> spelledBySource() {
  std::map<std::string, std::vector<std::string>> Result;
  for (const char *Room :
       {"guard", "runtime-model/model", "runtime-model/verify", "matchers",
        "findings", "rewriters", "tool"})
    for (const auto &Entry : fs::recursive_directory_iterator(Root / Room)) {
      std::string Path = fs::relative(Entry.path(), Root).generic_string();
      // Declarations that a tree lacks, and tests of the whole program.
      if (!isSource(Entry.path()) || Path.starts_with("matchers/overlay/") ||
          Path.starts_with("tool/end-to-end/"))
        continue;
      std::ifstream In(Entry.path());
      std::stringstream Text;
      Text << In.rdbuf();
      for (const std::string &Literal : literalsIn(Text.str()))
        if (isTheKernels(Literal))
          Result[Path].push_back(Literal);
    }
  return Result;
}

const Allowed *exceptionFor(std::string_view Path) {
  for (const Allowed &A : Exceptions)
    if (A.Path.ends_with('/') ? Path.starts_with(A.Path) : Path == A.Path)
      return &A;
  return nullptr;
}

TEST(LiteralsTest, WhatIsTheKernelsIsSpelledInTheTables) {
  std::map<std::string_view, unsigned> Counts;
  for (const auto &[Path, Literals] : spelledBySource()) {
    const Allowed *Exception = exceptionFor(Path);
    if (Exception) {
      Counts[Exception->Path] += Literals.size();
      continue;
    }
    for (const std::string &Literal : Literals)
      ADD_FAILURE() << Path << " spells \"" << Literal
                    << "\": ask a table of runtime-model/kernel";
  }
  for (const Allowed &A : Exceptions)
    EXPECT_LE(Counts[A.Path], A.Most) << A.Path << ": " << A.Why;
}

TEST(LiteralsTest, SeesWhatCodeCompares) {
  EXPECT_EQ(literalsIn("a == \"x\" // \"y\"\n || b == '\"' || \"z\\\"\""),
            (std::vector<std::string>{"x", "z\\\""}));
  for (const char *Known : {"PM014", "VM_IO", "VMA_IO_BIT", "-EAGAIN", "EINVAL",
                            "7.1", "remap_pfn_range"})
    EXPECT_TRUE(isTheKernels(Known)) << Known;
  for (const char *Other : {"PM014: a sentence", "VM_", "down", "E", "7.1.2",
                            "remap_pfn_range() maps"})
    EXPECT_FALSE(isTheKernels(Other)) << Other;
}

} // namespace
} // namespace premap::kernel
