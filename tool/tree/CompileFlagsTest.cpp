#include "tool/tree/CompileFlags.h"

#include "tool/tree/ShellWords.h"
#include "tool/tree/TemporaryFolder.h"

#include "clang/AST/ASTContext.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Options/Options.h"
#include "llvm/Option/OptTable.h"
#include "llvm/Support/FileSystem.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <set>

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

namespace premap {
namespace {

TranslatedCommand translate(llvm::StringRef Command, llvm::StringRef Arch = "",
                            llvm::StringRef File = "drivers/char/mem.c") {
  return translateCommand("/build", File, splitShellWords(Command), Arch);
}

std::vector<std::string> flags(llvm::StringRef Command) {
  std::vector<std::string> Arguments = translate(Command).Command.Arguments;
  EXPECT_EQ(Arguments.back(), "/build/drivers/char/mem.c");
  Arguments.pop_back();
  return Arguments;
}

TEST(CompileFlags, KeepsHowTheTextIsRead) {
  EXPECT_THAT(
      flags("clang-22 -nostdinc -I/linux/include -I ./include -isystem /x "
            "-include /linux/include/linux/kconfig.h -D__KERNEL__ "
            "'-DKBUILD_MODNAME=\"mem\"' -UDEBUG --target=x86_64-linux-gnu "
            "-std=gnu11 -fshort-wchar -funsigned-char -m64 -mcmodel=kernel -O2 "
            "-Wall -Wno-sign-compare"),
      ElementsAre(
          "-nostdinc", "-I/linux/include", "-I", "./include", "-isystem", "/x",
          "-include", "/linux/include/linux/kconfig.h", "-D__KERNEL__",
          "-DKBUILD_MODNAME=\"mem\"", "-UDEBUG", "--target=x86_64-linux-gnu",
          "-std=gnu11", "-fshort-wchar", "-funsigned-char", "-m64",
          "-mcmodel=kernel", "-O2", "-Wall", "-Wno-sign-compare"));
}

TEST(CompileFlags, DropsWhatServesTheBuild) {
  EXPECT_THAT(
      flags("clang-22 --target=x86_64-linux-gnu "
            "-Wp,-MMD,drivers/char/.mem.o.d -MD -MF x.d -MT y -pipe -g "
            "-gdwarf-5 -fsanitize=kernel-address -fsanitize=kcfi "
            "-fsanitize-coverage=trace-pc -fno-sanitize=bounds -mllvm "
            "-asan-stack=0 -fprofile-arcs -ftest-coverage -pg -mfentry "
            "-mrecord-mcount -fpatchable-function-entry=59,59 "
            "-frandomize-layout-seed-file=./seed -flto=thin "
            "-ftrivial-auto-var-init=pattern -fzero-call-used-regs=used-gpr "
            "-Wa,--noexecstack -save-temps=obj -c -o drivers/char/mem.o "
            "drivers/char/mem.c"),
      ElementsAre("--target=x86_64-linux-gnu"));
}

TEST(CompileFlags, ErrorsBecomeWarnings) {
  EXPECT_THAT(flags("clang --target=x86_64-linux-gnu -Werror "
                    "-Werror=date-time -Wno-error=unused -Wextra"),
              ElementsAre("--target=x86_64-linux-gnu", "-Wdate-time",
                          "-Wno-error=unused", "-Wextra"));
}

TEST(CompileFlags, WhatOnlyGccKnowsIsListed) {
  TranslatedCommand T = translate(
      "gcc -m64 -mindirect-branch=thunk-extern -fno-allow-store-data-races "
      "-fmin-function-alignment=16 -mpreferred-stack-boundary=3 "
      "-fconserve-stack -fno-strict-aliasing --param=allow-store-data-races=0 "
      "-fplugin=./scripts/gcc-plugins/latent_entropy_plugin.so "
      "-fplugin-arg-x-y drivers/char/mem.c");
  EXPECT_THAT(T.Unknown, Contains("-fno-allow-store-data-races"));
  EXPECT_THAT(T.Unknown, Contains("-fmin-function-alignment=16"));
  EXPECT_THAT(T.Unknown, Contains("-mpreferred-stack-boundary=3"));
  EXPECT_THAT(T.Command.Arguments, Contains("-fno-strict-aliasing"));
  for (const std::string &Argument : T.Command.Arguments) {
    EXPECT_THAT(Argument, Not(testing::HasSubstr("plugin")));
    EXPECT_THAT(Argument, Not(testing::HasSubstr("store-data-races")));
    EXPECT_THAT(Argument, Not(testing::HasSubstr("mindirect-branch")));
  }
}

TEST(CompileFlags, WhatTheTargetLacksIsListed) {
  TranslatedCommand T = translate("aarch64-linux-gnu-gcc -mlittle-endian "
                                  "-mabi=lp64 -mgeneral-regs-only -O2");
  EXPECT_THAT(T.Unknown, ElementsAre("-mabi=lp64"));
  EXPECT_THAT(T.Command.Arguments,
              ElementsAre("--target=aarch64-linux-gnu", "-mlittle-endian",
                          "-mgeneral-regs-only", "-O2",
                          "/build/drivers/char/mem.c"));
}

TEST(CompileFlags, PartsOfWp) {
  EXPECT_THAT(flags("gcc --target=x86_64-linux-gnu -Wp,-DA=1,-DB "
                    "-Wp,-MD,file.d -Wp,-I/x"),
              ElementsAre("--target=x86_64-linux-gnu", "-DA=1", "-DB", "-I/x"));
}

std::string targetOf(llvm::StringRef Command) {
  std::string First = flags(Command).front();
  return llvm::StringRef(First).starts_with("--target=") ? First.substr(9)
                                                         : "none";
}

TEST(CompileFlags, TargetFromTheCompilersName) {
  EXPECT_EQ(targetOf("aarch64-linux-gnu-gcc -O2"), "aarch64-linux-gnu");
  EXPECT_EQ(targetOf("/opt/bin/powerpc64-linux-gcc-12 -O2"), "powerpc64-linux");
  EXPECT_EQ(targetOf("ccache arm-linux-gnueabihf-gcc-12.2 -O2"),
            "arm-linux-gnueabihf");
  // An explicit target wins.
  EXPECT_THAT(flags("arm-linux-gnueabi-clang --target=riscv64-linux-gnu"),
              ElementsAre("--target=riscv64-linux-gnu"));
  EXPECT_EQ(targetOf("clang -target arm-linux-gnueabi"), "arm-linux-gnueabi");
}

TEST(CompileFlags, TargetFromTheHeaders) {
  EXPECT_EQ(targetOf("gcc -I/linux/arch/arm64/include -I/linux/include"),
            "aarch64-linux-gnu");
  EXPECT_EQ(targetOf("cc -Iarch/s390/include/generated"), "s390x-linux-gnu");
  EXPECT_EQ(targetOf("gcc -I/search/arm/include -O2"), "none");
  // A user-mode kernel includes the headers of two architectures, its own
  // first.
  EXPECT_EQ(
      translate("gcc -I/l/arch/um/include -I/l/arch/x86/include").Command.Arch,
      "um");
}

TEST(CompileFlags, ArchAsKbuildNamesIt) {
  EXPECT_EQ(translate("gcc -m64 -Iarch/x86/include").Command.Arch, "x86_64");
  EXPECT_EQ(translate("gcc -m32 -Iarch/x86/include").Command.Arch, "i386");
  EXPECT_EQ(translate("gcc -Iarch/powerpc/include").Command.Arch, "powerpc");
  EXPECT_EQ(translate("gcc -Iarch/x86/include", "um").Command.Arch, "um");
  EXPECT_EQ(translate("gcc -Iinclude").Command.Arch, "");
}

TEST(CompileFlags, HeadersOfGccAreLeftOut) {
  EXPECT_THAT(
      flags("gcc --target=x86_64-linux-gnu -nostdinc -isystem "
            "/usr/lib/gcc/x86_64-linux-gnu/12/include -I/l/include"),
      ElementsAre("--target=x86_64-linux-gnu", "-nostdlibinc", "-I/l/include"));
}

TEST(CompileFlags, SourceArch) {
  EXPECT_EQ(sourceArch("x86_64"), "x86");
  EXPECT_EQ(sourceArch("sparc64"), "sparc");
  EXPECT_EQ(sourceArch("arm64"), "arm64");
}

/// The proof of the pudding: what gcc compiles, Clang parses without a word.
TEST(CompileFlags, ATranslatedGccCommandParses) {
  TemporaryFolder Folder;
  Folder.write("include/linux/kconfig.h", "#define CONFIG_A 1\n");
  Folder.write("own.h", "#define OWN 2\n");
  Folder.write("a.c", "#include \"own.h\"\n"
                      "int value = CONFIG_A + OWN + FROM_FLAG;\n"
                      "int modname = sizeof(KBUILD_MODNAME) == 4 ? 1 : -1;\n"
                      "_Static_assert(sizeof(long) == 8, \"\");\n"
                      "#ifndef __aarch64__\n#error wrong target\n#endif\n");
  TranslatedCommand T = translateCommand(
      Folder.path(), "a.c",
      splitShellWords(
          "aarch64-linux-gnu-gcc-12 -Wp,-MMD,./.a.o.d -nostdinc -I./include "
          "-include ./include/linux/kconfig.h -DFROM_FLAG=3 "
          "-DKBUILD_MODNAME='\"mem\"' -std=gnu11 -mlittle-endian -Werror "
          "-Wunused-macros -fno-allow-store-data-races -mabi=lp64 "
          "-mgeneral-regs-only -fno-ipa-sra -fconserve-stack "
          "-mbranch-protection=pac-ret -fno-stack-check -g -c -o a.o a.c"),
      "");
  EXPECT_EQ(T.Command.Arch, "");
  unsigned Asts = 0;
  ParseOutcome Outcome = parseUnit(
      T.Command, {},
      [&](clang::CompilerInstance &CI) {
        ++Asts;
        EXPECT_TRUE(CI.getASTContext().getTargetInfo().getTriple().isAArch64());
      },
      /*KeepWarnings=*/true);
  EXPECT_EQ(Asts, 1u);
  EXPECT_FALSE(Outcome.HasErrors);
  for (const Diagnostic &D : Outcome.Diagnostics)
    ADD_FAILURE() << D.Path << ':' << D.Line << ": " << D.Message;
}

/// Everything that a word of the option table may stand before: nothing, a
/// value in the same word, a value in the next one; to the driver, or past it.
std::vector<std::vector<std::string>> spellings(const std::string &Option,
                                                const std::string &Value) {
  std::vector<std::vector<std::string>> All{
      {Option}, {Option + Value}, {Option, Value}};
  for (const char *Past :
       {"-Xclang", "-Xpreprocessor", "-Xassembler", "-mllvm", "-Xarch_host"}) {
    All.push_back({Past, Option + Value});
    All.push_back({Past, Option, Past, Value});
  }
  return All;
}

TEST(CompileFlags, NoOptionOfClangWritesAFile) {
  TemporaryFolder Folder;
  Folder.write("tree/a.c", "int value;\n");
  const std::string Victim = Folder.path("victim");
  const llvm::opt::OptTable &Table = clang::getDriverOptTable();
  std::set<std::vector<std::string>> Distinct;
  for (unsigned Id = 1; Id <= Table.getNumOptions(); ++Id) {
    llvm::opt::Option O = Table.getOption(Id);
    if (!O.isValid() || O.getPrefixedName().empty())
      continue;
    for (std::vector<std::string> Words :
         spellings(O.getPrefixedName().str(), Victim)) {
      Words.insert(Words.begin(), "clang");
      Words.push_back("a.c");
      Distinct.insert(
          translateCommand(Folder.path("tree"), "a.c", Words, "x86_64")
              .Command.Arguments);
    }
  }
  EXPECT_GT(Distinct.size(), 100u);
  for (const std::vector<std::string> &Arguments : Distinct) {
    CompileCommand Command;
    Command.Directory = Folder.path("tree");
    Command.File = Folder.path("tree/a.c");
    Command.Arguments = Arguments;
    parseUnit(Command, {}, [](clang::CompilerInstance &) {});
    std::error_code EC;
    size_t Entries = 0;
    for (llvm::sys::fs::recursive_directory_iterator I(Folder.path(), EC), End;
         I != End && !EC; I.increment(EC))
      ++Entries;
    ASSERT_EQ(Entries, 2u) << testing::PrintToString(Arguments);
  }
}

TEST(CompileFlags, WhatWritesIsListed) {
  TranslatedCommand T = translate(
      "clang --target=x86_64-linux-gnu -Xclang -dependency-file -Xclang "
      "/home/x/.bashrc -Xpreprocessor -MF --config=/tmp/x "
      "--serialize-diagnostics /tmp/y -gen-cdb-fragment-path /tmp/z "
      "-save-stats=obj -O2");
  EXPECT_THAT(T.Command.Arguments,
              ElementsAre("--target=x86_64-linux-gnu", "-O2",
                          "/build/drivers/char/mem.c"));
  for (const char *Flag :
       {"-Xclang -dependency-file", "-Xclang /home/x/.bashrc",
        "--config=/tmp/x", "--serialize-diagnostics /tmp/y"})
    EXPECT_THAT(T.Unknown, Contains(Flag));
}

} // namespace
} // namespace premap
