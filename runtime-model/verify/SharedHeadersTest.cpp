// Texts whose headers were parsed for another text, beside texts that were
// compiled as a whole.
#include "verify/SharedHeaders.h"
#include "verify/TestSupport.h"

#include "gmock/gmock.h"

#include <filesystem>

using namespace premap::verify;
using testing::Contains;
using testing::HasSubstr;

namespace {

const char *OldHook =
    "static int my_mmap(struct file *f, struct vm_area_struct *vma)\n"
    "{ return f->f_flags > LIMIT ? -EINVAL : 0; }\n"
    "const struct file_operations my_fops = { .mmap = my_mmap };\n";
const char *NewHook =
    "static int my_prepare(struct vm_area_desc *desc)\n"
    "{ return desc->file->f_flags > LIMIT ? -EINVAL : 0; }\n"
    "const struct file_operations my_fops = { .mmap_prepare = my_prepare };\n";

/// The verdict with \p Headers, which must be the one without.
VerifyResult same(const VerifyInput &Input, SharedHeaders &Headers) {
  VerifyInput Shared = Input;
  Shared.Headers = &Headers;
  std::vector<VerifyResult> Plain = verifyUnit(Input);
  std::vector<VerifyResult> Again = verifyUnit(Shared);
  EXPECT_EQ(Plain.size(), 1u);
  EXPECT_EQ(Again.size(), 1u);
  EXPECT_EQ(toJson(Again.at(0), /*WithTime=*/false).dump(1),
            toJson(Plain.at(0), /*WithTime=*/false).dump(1));
  return Again.at(0);
}

std::string head(const std::string &Limit) {
  return "#include \"kernel.h\"\n#define LIMIT " + Limit + "\n";
}

TEST(SharedHeaders, ChangeNoVerdict) {
  std::filesystem::path Root = PREMAP_TESTDATA "/verify";
  for (const char *Kind : {"different", "inconclusive"})
    for (const auto &Entry : std::filesystem::directory_iterator(Root / Kind)) {
      SCOPED_TRACE(Entry.path().string());
      nlohmann::json Expected =
          nlohmann::json::parse(readFile(Entry.path() / "expect.json"));
      SharedHeaders Headers;
      same(inputFor(readFile(Entry.path() / "old.c"),
                    readFile(Entry.path() / "new.c"),
                    Expected.value("defines", std::vector<std::string>{})),
           Headers);
    }
}

TEST(SharedHeaders, AreParsedOnceForTextsThatBeginAlike) {
  SharedHeaders Headers;
  for (const char *Error : {"EPERM", "EBUSY", "ENXIO"}) {
    VerifyInput Input = inputFor(
        head("4") + OldHook, head("4") + "static int other(void) { return -" +
                                 Error + "; }\n" + NewHook);
    Input.Headers = &Headers;
    EXPECT_LE(verifyUnit(Input).at(0).Result,
              Verdict::EquivalentWithDifferences);
  }
  EXPECT_EQ(Headers.parses(), 1u);
}

TEST(SharedHeaders, AreOthersBehindOtherDirectives) {
  SharedHeaders Headers;
  EXPECT_LE(
      same(inputFor(head("4") + OldHook, head("4") + NewHook), Headers).Result,
      Verdict::EquivalentWithDifferences);
  EXPECT_EQ(
      same(inputFor(head("4") + OldHook, head("5") + NewHook), Headers).Result,
      Verdict::Different);
  VerifyInput Input = inputFor("#include \"my.h\"\n" + head("4") + OldHook,
                               "#include \"my.h\"\n" + head("4") + NewHook);
  for (const char *Text : {"", "#define EINVAL 1\n"}) {
    Input.OldFiles["/k/include/my.h"] = "";
    Input.NewFiles["/k/include/my.h"] = "";
    Input.Main.Arguments = {"--target=x86_64-linux-gnu", "-nostdinc",
                            "-std=gnu11", "-I/k/include"};
    if (*Text)
      Input.Main.Arguments.push_back("-DAPI_72");
    Input.Main.Arguments.push_back("/k/driver.c");
    same(Input, Headers);
  }
  EXPECT_EQ(Headers.parses(), 4u);
}

TEST(SharedHeaders, LeaveInactiveBranchesToBeSeen) {
  SharedHeaders Headers;
  for (std::string Branch :
       {"#ifdef CONFIG_A\n#define HOOK my_mmap\n#endif\n",
        "#ifdef CONFIG_A\n#include \"a.h\"\nint (*hook)() = my_mmap;\n#endif\n",
        "#ifndef CONFIG_A\n#define SEEN 1\n#else\n#define HOOK my_mmap\n"
        "static int x;\n#endif\n"}) {
    SCOPED_TRACE(Branch);
    VerifyResult R = same(
        inputFor(head("4") + Branch + OldHook, head("4") + Branch + NewHook),
        Headers);
    EXPECT_THAT(ids(R), Contains("inactive_use")) << toJson(R).dump(1);
  }
}

TEST(SharedHeaders, TellWhatIsWrongWithThem) {
  SharedHeaders Headers;
  std::string Broken = "#include \"missing.h\"\n";
  VerifyResult R =
      same(inputFor(Broken + OldHook, Broken + head("4") + NewHook), Headers);
  EXPECT_THAT(ids(R), Contains("not_compiled"));
  EXPECT_THAT(toJson(R).dump(), HasSubstr("missing.h"));
}

} // namespace
