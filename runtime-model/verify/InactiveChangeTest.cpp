// What changes where this configuration compiles nothing: in headers, in
// tables, in the conditions themselves, and in the words that ask a mapping.
#include "verify/TestSupport.h"

#include "gmock/gmock.h"

using namespace premap::verify;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

namespace {

const char *Start = "#include \"kernel.h\"\n"
                    "struct state { unsigned long size; int users; };\n";

VerifyInput inputOf(const std::string &Head, const std::string &Old,
                    const std::string &New, const std::string &OldTable = "",
                    const std::string &NewTable = "") {
  return inputFor(
      Start + Head +
          "static int a(struct file *file, struct vm_area_struct *vma)\n"
          "{ struct state *st = file->private_data; (void)st;\n" +
          Old +
          "\nreturn 0; }\nconst struct file_operations my_fops = {\n"
          ".mmap = a,\n" +
          OldTable + "};\n",
      Start + Head +
          "static int b(struct vm_area_desc *desc)\n"
          "{ struct state *st = desc->file->private_data; (void)st;\n" +
          New +
          "\nreturn 0; }\nconst struct file_operations my_fops = {\n"
          ".mmap_prepare = b,\n" +
          NewTable + "};\n");
}

void expectOpen(const VerifyInput &Input) {
  VerifyResult R = verifyUnit(Input).at(0);
  EXPECT_EQ(R.Result, Verdict::Inconclusive) << toJson(R).dump(1);
  EXPECT_THAT(ids(R), Contains("inactive_changed")) << toJson(R).dump(1);
}

void expectNothing(const VerifyInput &Input) {
  VerifyResult R = verifyUnit(Input).at(0);
  EXPECT_LE(R.Result, Verdict::EquivalentWithDifferences) << toJson(R).dump(1);
  EXPECT_THAT(ids(R), Not(Contains("inactive_changed")));
}

std::string left(const std::string &Text) {
  return "\n#ifdef CONFIG_OTHER\n" + Text + "\n#endif\n";
}

/// my.h changes from \p Old to \p New.
VerifyInput header(const std::string &Old, const std::string &New,
                   const std::string &Body) {
  VerifyInput Input = inputOf("#include \"my.h\"\n", Body, Body);
  Input.OldFiles["/k/include/my.h"] =
      "#ifndef MY_H\n#define MY_H\n" + Old + "\n#endif\n";
  Input.NewFiles["/k/include/my.h"] =
      "#ifndef MY_H\n#define MY_H\n" + New + "\n#endif\n";
  return Input;
}

TEST(InactiveChange, OfAHeader) {
  auto branch = [](const std::string &Other, const std::string &Here) {
    return "#ifdef CONFIG_OTHER\n" + Other + "\n#else\n" + Here + "\n#endif\n";
  };
  const char *Asks = "if (st->size > MOST) return -EINVAL;";
  expectOpen(header(branch("#define MOST 3", "#define MOST 4"),
                    branch("#define MOST 9", "#define MOST 4"), Asks));
  const char *Locks = "take(st); st->users = 1;";
  expectOpen(header(
      branch("void take(struct state *);", "#define take(x) do { } while (0)"),
      branch("#define take(x) do { } while (0)",
             "#define take(x) do { } while (0)"),
      Locks));
  // By way of a helper that is compiled.
  const std::string Helper = "static inline int fits(unsigned long n)\n"
                             "{ return n > MOST; }\n";
  expectOpen(header(branch("#define MOST 3", "#define MOST 4") + Helper,
                    branch("#define MOST 9", "#define MOST 4") + Helper,
                    "if (fits(st->size)) return -EINVAL;"));
  // What nothing of the hook is about.
  expectNothing(header(
      "#define MOST 4\n" + branch("#define ELSE 3", "#define ELSE 4"),
      "#define MOST 4\n" + branch("#define ELSE 9", "#define ELSE 4"), Asks));
}

// The one that is compiled has followed, its twin for others has not.
TEST(InactiveChange, TheTwinOfAHelperInAHeaderFollows) {
  auto twins = [](const std::string &Other, const std::string &Here) {
    return "#ifdef CONFIG_OTHER\nint fits(" + Other +
           ");\n#else\nstatic inline int fits(" + Here +
           ")\n{ return 0; }\n#endif\n";
  };
  const std::string Vma = "struct file *f, struct vm_area_struct *v",
                    Desc = "struct file *f, struct vm_area_desc *v";
  auto verdict = [&](const std::string &Other, const std::string &Here) {
    VerifyInput Input =
        inputOf("#include \"my.h\"\n", "if (fits(file, vma)) return -EINVAL;",
                "if (fits(desc->file, desc)) return -EINVAL;");
    Input.OldFiles["/k/include/my.h"] = twins(Vma, Vma);
    Input.NewFiles["/k/include/my.h"] = twins(Other, Here);
    return verifyUnit(Input).at(0);
  };
  VerifyResult Left = verdict(Vma, Desc);
  EXPECT_EQ(Left.Result, Verdict::Inconclusive) << toJson(Left).dump(1);
  EXPECT_THAT(ids(Left), Contains("inactive_use"));
  VerifyResult Split =
      verdict("struct file *f,\n struct vm_area_struct *v", Desc);
  EXPECT_THAT(ids(Split), Contains("inactive_use"));
  VerifyResult Followed = verdict(Desc, Desc);
  EXPECT_LE(Followed.Result, Verdict::EquivalentWithDifferences);
  EXPECT_THAT(ids(Followed), Not(Contains("inactive_use")));
}

TEST(InactiveChange, OfATable) {
  expectOpen(inputOf("", "", "", left(".release = my_release,"), ""));
  expectOpen(inputOf("", "", "", left(".release = my_release,"),
                     left(".release = no_release,")));
  expectNothing(inputOf("", "", "", left(".release = my_release,"),
                        left(".release = my_release,")));
}

TEST(InactiveChange, OfAConditionThatHoldsHere) {
  auto under = [](const std::string &Condition) {
    return "#define CONFIG_ONE 1\n#define CONFIG_TWO 1\n" + Condition +
           "\nif (st->size > 4) return -EINVAL;\n#endif\n";
  };
  expectOpen(
      inputOf("", under("#ifdef CONFIG_ONE"), under("#ifdef CONFIG_TWO")));
  expectOpen(inputOf("", under("#if CONFIG_ONE"), under("#if 1")));
  expectOpen(inputOf("", under("#ifndef CONFIG_A"), under("#ifndef CONFIG_B")));
  expectNothing(
      inputOf("", under("#ifdef CONFIG_ONE"), under("#ifdef CONFIG_ONE")));
  // One that the compiler asks.
  const char *Asks = "#define IS_ENABLED(x) 0\n";
  const char *Other = "if (IS_ENABLED(CONFIG_OTHER) && st->size > 4)"
                      " return -EINVAL;";
  expectOpen(inputOf(Asks, Other, ""));
  expectNothing(inputOf(Asks, Other, Other));
  // Macros without parameters are no questions, as often as they stand there.
  std::string Waits;
  for (int I = 0; I < 200; ++I)
    Waits += "wait_here();\n";
  expectNothing(inputOf("#define wait_here() ((void)0)\n" + std::string(Asks),
                        Waits + Other, Waits + Other));
}

struct Words {
  const char *Old, *New;
};

TEST(InactiveChange, OfTheWordsThatAskAMapping) {
  for (const Words &Same : std::vector<Words>{
           {"if (vma->vm_end - vma->vm_start > 4) return -EINVAL;",
            "if (vma_desc_size(desc) > 4) return -EINVAL;"},
           {"if (vma_pages(vma) > 4 || vma->vm_flags & VM_WRITE) return "
            "-EPERM;",
            "if (vma_desc_pages(desc) > 4 || vma_desc_test(desc,"
            " VMA_WRITE_BIT)) return -EPERM;"},
           {"if (!(vma->vm_flags & VM_SHARED)) return -EINVAL;",
            "if (!vma_desc_test(desc, VMA_SHARED_BIT)) return -EINVAL;"},
           {"if (vma->vm_flags & (VM_WRITE | VM_EXEC)) return -EINVAL;",
            "if (vma_desc_test_any(desc, VMA_EXEC_BIT, VMA_WRITE_BIT))"
            " return -EINVAL;"},
           {"vm_flags_set(vma, VM_IO | VM_DONTCOPY);",
            "vma_desc_set_flags(desc, VMA_IO_BIT, VMA_DONTCOPY_BIT);"},
           {"if (!is_nommu_shared_mapping(vma->vm_flags)) return -EINVAL;",
            "if (!vma_desc_test_any(desc, VMA_MAYSHARE_BIT,"
            " VMA_MAYOVERLAY_BIT)) return -EINVAL;"},
           {"if (is_cow_mapping(vma->vm_flags)) return -EINVAL;",
            "if (vma_desc_is_cow_mapping(desc)) return -EINVAL;"},
           {"return more(file, vma);", "return more(desc);"}})
    expectNothing(inputOf("", left(Same.Old), left(Same.New)));
  for (const Words &Other : std::vector<Words>{
           {"if (vma->vm_end - vma->vm_start > 4) return -EINVAL;",
            "if (vma_desc_size(desc) >= 4) return -EINVAL;"},
           {"if (vma->vm_end - vma->vm_start > 4) return -EINVAL;",
            "if (vma_desc_pages(desc) > 4) return -EINVAL;"},
           {"if (vma->vm_start & 7) return -EINVAL;",
            "if (desc->end & 7) return -EINVAL;"},
           {"if (vma->vm_flags & VM_WRITE) return -EINVAL;",
            "if (vma_desc_test(desc, VMA_READ_BIT)) return -EINVAL;"},
           {"if (vma->vm_flags & VM_WRITE) return -EINVAL;",
            "if (!vma_desc_test(desc, VMA_WRITE_BIT)) return -EINVAL;"},
           {"if (vma->vm_flags & (VM_WRITE | VM_EXEC)) return -EINVAL;",
            "if (vma_desc_test_all(desc, VMA_EXEC_BIT, VMA_WRITE_BIT))"
            " return -EINVAL;"},
           {"vm_flags_set(vma, VM_IO | VM_DONTCOPY);",
            "vma_desc_set_flags(desc, VMA_IO_BIT);"},
           {"if (is_cow_mapping(vma->vm_flags)) return -EINVAL;",
            "if (vma_desc_test(desc, VMA_SHARED_BIT)) return -EINVAL;"},
           {"vm_flags_clear(vma, VM_MAYWRITE);",
            "vma_desc_set_flags(desc, VMA_MAYWRITE_BIT);"}})
    expectOpen(inputOf("", left(Other.Old), left(Other.New)));
}

} // namespace
