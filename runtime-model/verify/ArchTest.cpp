// Units of other architectures, and handlers in another file than their table.
#include "verify/TestSupport.h"

#include "gmock/gmock.h"

#include <algorithm>
#include <filesystem>

using namespace premap::verify;
using testing::Contains;
using testing::IsEmpty;

namespace {

struct Machine {
  const char *Arch, *Triple;
};

const Machine Machines[] = {{"arm64", "aarch64-linux-gnu"},
                            {"arm", "arm-linux-gnueabi"},
                            {"i386", "i386-linux-gnu"},
                            {"powerpc", "powerpc64-linux-gnu"}};

VerifyInput on(const Machine &M, VerifyInput Input) {
  Input.Arch = M.Arch;
  Input.Main.Arguments[0] = std::string("--target=") + M.Triple;
  return Input;
}

std::vector<std::string> cases(const char *Kind) {
  std::vector<std::string> Result;
  for (const auto &Entry : std::filesystem::directory_iterator(
           std::string(PREMAP_TESTDATA "/verify/") + Kind))
    Result.push_back(Entry.path().string() + "/");
  std::sort(Result.begin(), Result.end());
  return Result;
}

/// What a conversion is worth does not depend on the machine: neither on the
/// width of a pointer nor on the order of bytes.
class OtherMachine : public testing::TestWithParam<Machine> {};

TEST_P(OtherMachine, HasTheVerdictsOfX86) {
  for (const char *Kind : {"equivalent", "different", "inconclusive"})
    for (const std::string &Folder : cases(Kind)) {
      nlohmann::json Expected =
          nlohmann::json::parse(readFile(Folder + "expect.json"));
      std::vector<VerifyResult> Results = verifyUnit(
          on(GetParam(),
             inputFor(readFile(Folder + "old.c"), readFile(Folder + "new.c"),
                      Expected.value("defines", std::vector<std::string>{}))));
      ASSERT_EQ(Results.size(), 1u) << Folder;
      const VerifyResult &R = Results[0];
      EXPECT_EQ(toString(R.Result), Expected.at("verdict").get<std::string>())
          << Folder << toJson(R).dump(1);
      for (const std::string &Id :
           Expected.at("ids").get<std::vector<std::string>>())
        EXPECT_THAT(ids(R), Contains(Id)) << Folder << toJson(R).dump(1);
    }
}

TEST_P(OtherMachine, EachTextIsEqualToItself) {
  for (const std::string &Folder : cases("equivalent"))
    for (const char *Name : {"old.c", "new.c"}) {
      std::string Text = readFile(Folder + Name);
      nlohmann::json Expected =
          nlohmann::json::parse(readFile(Folder + "expect.json"));
      std::vector<VerifyResult> Results = verifyUnit(
          on(GetParam(),
             inputFor(Text, Text,
                      Expected.value("defines", std::vector<std::string>{}))));
      ASSERT_EQ(Results.size(), 1u) << Folder;
      EXPECT_LE(Results[0].Result, Verdict::EquivalentBounded)
          << Folder << toJson(Results[0]).dump(1);
      EXPECT_THAT(ids(Results[0]), IsEmpty()) << Folder;
    }
}

INSTANTIATE_TEST_SUITE_P(Arch, OtherMachine, testing::ValuesIn(Machines),
                         [](const auto &Info) {
                           return std::string(Info.param.Arch);
                         });

const char *Wide = R"(
#include "kernel.h"
struct state { unsigned long size; };
static int my_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct state *st = file->private_data;
	OFFSET_T offset = (OFFSET_T)vma->vm_pgoff << PAGE_SHIFT;

	if (offset >> PAGE_SHIFT != vma->vm_pgoff)
		return -EINVAL;
	vma->vm_ops = &generic_file_vm_ops;
	vma->vm_private_data = st;
	return 0;
}
const struct file_operations my_fops = { .mmap = my_mmap };
)";

const char *WideNew = R"(
#include "kernel.h"
struct state { unsigned long size; };
static int my_mmap_prepare(struct vm_area_desc *desc)
{
	struct state *st = desc->file->private_data;

	desc->vm_ops = &generic_file_vm_ops;
	desc->private_data = st;
	return 0;
}
const struct file_operations my_fops = { .mmap_prepare = my_mmap_prepare };
)";

/// Whether a check may go depends on the width of a word: the byte offset of
/// every page offset that do_mmap() lets pass fits in 64 bits, not in 32.
TEST(OtherMachines, TheWidthOfAWordDecides) {
  auto verdictOn = [](const Machine &M, const char *Type) {
    return verifyUnit(on(M, inputFor(Wide, WideNew,
                                     {std::string("OFFSET_T=") + Type})))
        .at(0);
  };
  for (const Machine &M : Machines) {
    VerifyResult R = verdictOn(M, "phys_addr_t");
    bool Is32Bit =
        std::string(M.Arch) == "arm" || std::string(M.Arch) == "i386";
    EXPECT_EQ(R.Result, Verdict::Equivalent) << M.Arch << toJson(R).dump(1);
    R = verdictOn(M, "pgoff_t");
    EXPECT_EQ(R.Result, Is32Bit ? Verdict::Different : Verdict::Equivalent)
        << M.Arch << toJson(R).dump(1);
    EXPECT_EQ(R.Counterexample.is_null(), !Is32Bit);
    if (Is32Bit)
      EXPECT_THAT(ids(R), Contains("now_succeeds"));
  }
}

/// do_mmap() bounds the size of a file in 64 bits, which hold any offset here.
TEST(OtherMachines, AnOffsetMayEndBeyondAWord) {
  VerifyInput Input = inputFor(
      "#include \"kernel.h\"\n"
      "static int a(struct file *f, struct vm_area_struct *vma)\n"
      "{ if (vma->vm_pgoff + vma_pages(vma) > 1UL << 20) return -EINVAL;\n"
      "vma->vm_ops = &generic_file_vm_ops; return 0; }\n"
      "const struct file_operations my_fops = { .mmap = a };\n",
      "#include \"kernel.h\"\n"
      "static int b(struct vm_area_desc *desc)\n"
      "{ desc->vm_ops = &generic_file_vm_ops; return 0; }\n"
      "const struct file_operations my_fops = { .mmap_prepare = b };\n");
  VerifyResult R = verifyUnit(on({"i386", "i386-linux-gnu"}, Input)).at(0);
  EXPECT_EQ(R.Result, Verdict::Different) << toJson(R).dump(1);
  EXPECT_THAT(ids(R), Contains("now_succeeds"));
}

/// The half of a word that comes first in memory.
TEST(OtherMachines, TheOrderOfBytesDecides) {
  auto text = [](const char *Hook, const char *Half) {
    return "#include \"kernel.h\"\n"
           "static union { unsigned long whole; unsigned int half[2]; } last;\n"
           "static int hook(" +
           std::string(Hook) + "last.whole = PGOFF; if (" + Half +
           ") return -EINVAL;\nOPS = &generic_file_vm_ops; return 0; }\n"
           "const struct file_operations my_fops = { .HOOK = hook };\n";
  };
  VerifyInput Input = inputFor(
      "#define PGOFF vma->vm_pgoff\n#define OPS vma->vm_ops\n"
      "#define HOOK mmap\n" +
          text("struct file *f, struct vm_area_struct *vma) {", "last.half[0]"),
      "#define PGOFF desc->pgoff\n#define OPS desc->vm_ops\n"
      "#define HOOK mmap_prepare\n" +
          text("struct vm_area_desc *desc) {", "desc->pgoff >> 32"));
  VerifyResult Big =
      verifyUnit(on({"powerpc", "powerpc64-linux-gnu"}, Input)).at(0);
  EXPECT_LT(Big.Result, Verdict::Inconclusive) << toJson(Big).dump(1);
  VerifyResult Little = verifyUnit(Input).at(0);
  EXPECT_EQ(Little.Result, Verdict::Different) << toJson(Little).dump(1);
}

/// Physical addresses of 32-bit machines may have more bits than a word.
TEST(OtherMachines, APhysicalAddressMayBeWiderThanAWord) {
  const char *Old = "#include \"kernel.h\"\n"
                    "struct bar { phys_addr_t phys; unsigned long size; };\n"
                    "static int bar_mmap(struct file *f, struct vm_area_struct "
                    "*vma)\n"
                    "{ struct bar *bar = f->private_data;\n"
                    "vma->vm_ops = &generic_file_vm_ops;\n"
                    "return vm_iomap_memory(vma, bar->phys, bar->size); }\n"
                    "const struct file_operations bar_fops = {\n"
                    ".mmap = bar_mmap };\n";
  std::string New = "#include \"kernel.h\"\n"
                    "struct bar { phys_addr_t phys; unsigned long size; };\n"
                    "static int bar_mmap_prepare(struct vm_area_desc *desc)\n"
                    "{ struct bar *bar = desc->file->private_data;\n"
                    "desc->vm_ops = &generic_file_vm_ops;\n"
                    "mmap_action_simple_ioremap(desc, bar->phys, bar->size);\n"
                    "return 0; }\n"
                    "const struct file_operations bar_fops = {\n"
                    ".mmap_prepare = bar_mmap_prepare };\n";
  std::string Cut = New;
  Cut.replace(Cut.find("bar->phys, "), 9, "(unsigned long)bar->phys");
  for (const Machine &M : Machines) {
    VerifyResult Same = verifyUnit(on(M, inputFor(Old, New))).at(0);
    EXPECT_EQ(Same.Result, Verdict::Equivalent)
        << M.Arch << toJson(Same).dump(1);
    VerifyResult Lost = verifyUnit(on(M, inputFor(Old, Cut))).at(0);
    bool Is32Bit =
        std::string(M.Arch) == "arm" || std::string(M.Arch) == "i386";
    EXPECT_EQ(Lost.Result, Is32Bit ? Verdict::Different : Verdict::Equivalent)
        << M.Arch << toJson(Lost).dump(1);
  }
}

/// The table in /k/driver.c, the handler in /k/map.c.
VerifyInput splitInput(const std::string &OldMap, const std::string &NewMap) {
  VerifyInput Input =
      inputFor("#include \"kernel.h\"\n"
               "int my_mmap(struct file *, struct vm_area_struct *);\n"
               "const struct file_operations my_fops = { .mmap = my_mmap };\n",
               "#include \"kernel.h\"\n"
               "int my_mmap_prepare(struct vm_area_desc *);\n"
               "const struct file_operations my_fops = {\n"
               "\t.mmap_prepare = my_mmap_prepare };\n");
  Unit Map = Input.Main;
  Map.File = Map.Arguments.back() = "/k/map.c";
  Input.Others = {Map};
  Input.OldFiles[Map.File] = OldMap;
  Input.NewFiles[Map.File] = NewMap;
  return Input;
}

const char *OldMap = R"(
#include "kernel.h"
int my_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (!file->private_data)
		return -ENODEV;
	vma->vm_ops = &generic_file_vm_ops;
	return 0;
}
)";

std::string newMap(const std::string &Ops) {
  return R"(
#include "kernel.h"
int my_mmap_prepare(struct vm_area_desc *desc)
{
	if (!desc->file->private_data)
		return -ENODEV;
)" + Ops +
         "\treturn 0;\n}\n";
}

TEST(OtherFiles, AHandlerIsFoundByItsExternalName) {
  std::vector<VerifyResult> Results = verifyUnit(
      splitInput(OldMap, newMap("\tdesc->vm_ops = &generic_file_vm_ops;\n")));
  ASSERT_EQ(Results.size(), 1u);
  // The test of private_data now also stops a mapping that would have merged.
  EXPECT_EQ(Results[0].Result, Verdict::EquivalentWithDifferences)
      << toJson(Results[0]).dump(1);
  EXPECT_EQ(ids(Results[0]), std::vector<std::string>{"hook_runs_on_merge"});
  EXPECT_EQ(Results[0].Table, "my_fops");
  EXPECT_EQ(Results[0].File, "map.c"); // where the handler is
}

TEST(OtherFiles, AMistakeThereIsFound) {
  VerifyResult R = verifyUnit(splitInput(OldMap, newMap(""))).at(0);
  EXPECT_EQ(R.Result, Verdict::Different) << toJson(R).dump(1);
  EXPECT_THAT(ids(R), Contains("vm_ops_differ"));
  EXPECT_NE(R.Counterexample.dump().find("map.c:"), std::string::npos);
}

TEST(OtherFiles, WithoutTheFileNothingIsPromised) {
  VerifyInput Input = splitInput(OldMap, newMap(""));
  Input.Others.clear();
  VerifyResult R = verifyUnit(Input).at(0);
  EXPECT_EQ(R.Result, Verdict::Inconclusive) << toJson(R).dump(1);
}

/// A helper of another file that gets the vma runs; one that is static there
/// is another function.
TEST(OtherFiles, AHelperThatGetsTheMappingRuns) {
  auto input = [](const char *Linkage) {
    VerifyInput Input = inputFor(
        "#include \"kernel.h\"\n"
        "void my_flags(struct vm_area_struct *);\n"
        "static int my_mmap(struct file *f, struct vm_area_struct *vma)\n"
        "{ my_flags(vma); vma->vm_ops = &generic_file_vm_ops; return 0; }\n"
        "const struct file_operations my_fops = { .mmap = my_mmap };\n",
        "#include \"kernel.h\"\n"
        "static int my_mmap_prepare(struct vm_area_desc *desc)\n"
        "{ vma_desc_set_flags(desc, VMA_IO_BIT);\n"
        "desc->vm_ops = &generic_file_vm_ops; return 0; }\n"
        "const struct file_operations my_fops = {\n"
        ".mmap_prepare = my_mmap_prepare };\n");
    Unit Map = Input.Main;
    Map.File = Map.Arguments.back() = "/k/map.c";
    Input.Others = {Map};
    for (FileTexts *Files : {&Input.OldFiles, &Input.NewFiles})
      (*Files)[Map.File] =
          std::string("#include \"kernel.h\"\n") + Linkage +
          " void my_flags(struct vm_area_struct *vma)\n"
          "{ vm_flags_set(vma, VM_IO); }\n"
          "void (*my_use)(struct vm_area_struct *) = my_flags;\n";
    return Input;
  };
  VerifyResult R = verifyUnit(input("extern")).at(0);
  EXPECT_EQ(R.Result, Verdict::Equivalent) << toJson(R).dump(1);
  R = verifyUnit(input("static")).at(0);
  EXPECT_EQ(R.Result, Verdict::Inconclusive) << toJson(R).dump(1);
  EXPECT_THAT(ids(R), Contains("callee_takes_mapping"));
}

} // namespace
