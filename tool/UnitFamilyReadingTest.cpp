#include "tool/UnitFamilyReading.h"

#include "matchers/HookSnippet.h"
#include "tool/tree/UnitFamilies.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace premap;
using nlohmann::json;
using testing::Contains;
using testing::Key;
using testing::Not;

namespace {

std::string packed(const UnitFacts &Facts,
                   const std::vector<std::string> &Headers) {
  return json{{"facts", Facts}, {"headers", Headers}}.dump();
}

std::string readAlone(const CompileCommand &Command, const std::string &Root,
                      const VirtualFiles &Files = {}) {
  std::vector<std::string> Headers;
  UnitFacts Facts = extractFacts(Command, Root, Files, {&Headers});
  EXPECT_NE(Facts.File, "");
  return packed(Facts, Headers);
}

/// By index of the command.
std::map<uint64_t, std::string> readTogether(const UnitFamily &Family,
                                             const std::string &Root,
                                             const VirtualFiles &Files = {}) {
  auto Said = readFamily(
      Family, Root, Files, std::chrono::seconds(300),
      [](const UnitReading &Its) { return packed(Its.Facts, Its.Headers); });
  std::erase_if(Said, [](const auto &Its) { return Its.second.empty(); });
  return Said;
}

/// A family of /tree/a.c, /tree/b.c, ..: drivers behind the same includes.
class UnitFamilyReading : public testing::Test {
protected:
  static std::string driver(const std::string &Before,
                            const std::string &Body) {
    return Before + "#include <kernel.h>\n#include <second.h>\n" +
           "static int my_mmap(struct file *f, struct vm_area_struct *vma)\n"
           "{\n" +
           Body +
           "}\n"
           "const struct file_operations fops = { .mmap = my_mmap };\n";
  }

  UnitFamilyReading() {
    Files["/tree/include/kernel.h"] =
        std::string("#pragma once\n") + SnippetHeader;
    Files["/tree/include/second.h"] = "#pragma once\n#include <kernel.h>\n"
                                      "static inline int second(void)\n"
                                      "{\n\treturn VM_IO ? EINVAL : 0;\n}\n";
    Files["/tree/a.c"] = driver("", "\treturn -EINVAL;\n");
    Files["/tree/b.c"] = driver("", "\tvma->vm_flags |= VM_IO;\n\treturn 0;\n");
  }

  /// Reads the .c files, and holds what was read together against what each
  /// says alone. \returns those that were, by file.
  std::map<std::string, std::string> read() {
    std::vector<CompileCommand> Commands;
    for (const auto &[Path, Text] : Files)
      if (llvm::StringRef(Path).ends_with(".c"))
        Commands.push_back({"/tree",
                            Path,
                            {"-nostdinc", "-I/tree/include",
                             "-DKBUILD_MODNAME=\"" + Path + "\"", Path},
                            "x86_64",
                            false,
                            {"/tree"}});
    auto Families = unitFamilies(
        Commands, [&](const std::string &Path) { return Files.at(Path); }, 1);
    EXPECT_EQ(Families.size(), 1u);
    std::map<std::string, std::string> Found;
    for (const auto &[Index, Said] :
         readTogether(Families.at(0), "/tree", Files)) {
      EXPECT_EQ(Said, readAlone(Commands[Index], "/tree", Files));
      Found[Commands[Index].File] = Said;
    }
    return Found;
  }

  VirtualFiles Files;
};

} // namespace

TEST_F(UnitFamilyReading, SaysWhatReadingAloneSays) {
  auto Found = read();
  EXPECT_THAT(Found, Contains(Key("/tree/a.c")));
  EXPECT_THAT(Found, Contains(Key("/tree/b.c")));
}

TEST_F(UnitFamilyReading, AMacroThatASharedHeaderAsksForIsDefinedTooLate) {
  Files["/tree/include/second.h"] +=
      "#ifdef WITH_MORE\nint remap(struct vm_area_struct *);\n#endif\n";
  Files["/tree/c.c"] = driver("#define WITH_MORE\n", "\treturn remap(vma);\n");
  auto Found = read();
  EXPECT_THAT(Found, Not(Contains(Key("/tree/c.c"))));
  EXPECT_THAT(Found, Contains(Key("/tree/a.c")));
}

TEST_F(UnitFamilyReading,
       AMacroThatASharedHeaderHasADefaultForMayBeDefinedFirst) {
  Files["/tree/include/second.h"] +=
      "#ifndef pr_fmt\n#define pr_fmt(x) x\n#endif\n"
      "#define pr_err(x) printk(pr_fmt(x))\n"
      "int printk(const char *);\n";
  Files["/tree/c.c"] = driver("#define pr_fmt(x) KBUILD_MODNAME x\n",
                              "\treturn pr_err(\"no\");\n");
  EXPECT_THAT(read(), Contains(Key("/tree/c.c")));
}

TEST_F(UnitFamilyReading,
       AHeaderThatAsksForTheNameOfTheObjectIsReadWithEachUnit) {
  Files["/tree/include/second.h"] +=
      "#ifdef KBUILD_MODNAME\nextern struct file_operations its;\n#endif\n";
  Files["/tree/c.c"] = driver("", "\tits.mmap = 0;\n\treturn 0;\n");
  EXPECT_THAT(read(), Contains(Key("/tree/c.c")));
}

TEST_F(UnitFamilyReading, AHeaderOfTheUnitsOwnMayChangeWhatASharedOneMeans) {
  Files["/tree/own.h"] = "#define EINVAL 99\n#define VM_IO 2ul\n";
  Files["/tree/c.c"] = "#include \"own.h\"\n#include <kernel.h>\n"
                       "#include <second.h>\n"
                       "#ifdef VM_IO\nint x = EINVAL;\n#endif\n";
  Files["/tree/include/second.h"] += "int second_is(int x[EINVAL]);\n";
  EXPECT_THAT(read(), Not(Contains(Key("/tree/c.c"))));
}

TEST_F(UnitFamilyReading, HeadersBesideTheUnitAreFound) {
  Files["/tree/drivers/own.h"] = "#pragma once\n#define OWN EINVAL\n";
  Files["/tree/drivers/c.c"] =
      driver("#include \"own.h\"\n", "\treturn -OWN;\n");
  EXPECT_THAT(read(), Contains(Key("/tree/drivers/c.c")));
}

TEST_F(UnitFamilyReading, OneThatDoesNotParseIsLeftToWhoReadsItAlone) {
  Files["/tree/c.c"] = driver("", "\treturn nothing_of_that_name;\n");
  auto Found = read();
  EXPECT_THAT(Found, Not(Contains(Key("/tree/c.c"))));
  EXPECT_THAT(Found, Contains(Key("/tree/b.c")));
}

TEST_F(UnitFamilyReading, AHeaderThatDoesNotParseIsNotShared) {
  Files["/tree/include/second.h"] += "this is no C;\n";
  EXPECT_TRUE(read().empty());
}
