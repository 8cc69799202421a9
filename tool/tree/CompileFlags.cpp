#include "tool/tree/CompileFlags.h"

#include "tool/tree/DriverCheck.h"

#include "clang/Options/Options.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Option/Arg.h"
#include "llvm/Option/ArgList.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Regex.h"
#include "llvm/TargetParser/Triple.h"

#include <iterator>
#include <map>
#include <optional>

using llvm::StringRef;
namespace options = clang::options;

namespace premap {

std::string sourceArch(StringRef Arch) {
  return llvm::StringSwitch<std::string>(Arch)
      .Cases({"i386", "x86_64"}, "x86")
      .Cases({"sparc32", "sparc64"}, "sparc")
      .Case("parisc64", "parisc")
      .Default(Arch.str());
}

/// Most are Kbuild's, from scripts/Makefile.clang.
StringRef targetOf(StringRef SourceArch) {
  return llvm::StringSwitch<StringRef>(SourceArch)
      .Case("arc", "arc-linux-gnu")
      .Case("csky", "csky-linux-gnu")
      .Case("xtensa", "xtensa-linux-gnu")
      .Case("arm", "arm-linux-gnueabi")
      .Case("arm64", "aarch64-linux-gnu")
      .Case("hexagon", "hexagon-linux-musl")
      .Case("loongarch", "loongarch64-linux-gnusf")
      .Case("m68k", "m68k-linux-gnu")
      .Case("mips", "mipsel-linux-gnu")
      .Case("powerpc", "powerpc64le-linux-gnu")
      .Case("riscv", "riscv64-linux-gnu")
      .Case("s390", "s390x-linux-gnu")
      .Case("sparc", "sparc64-linux-gnu")
      .Cases({"x86", "um"}, "x86_64-linux-gnu")
      .Default("");
}

/// The prefix and the kind of a compiler's name; none if it is not one.
static std::optional<std::pair<StringRef, StringRef>>
splitCompilerName(StringRef Word) {
  static const llvm::Regex Name("^(.+-)?(gcc|cc|clang)(-[0-9.]+)?$");
  llvm::SmallVector<StringRef, 4> Parts;
  if (!Name.match(llvm::sys::path::filename(Word), &Parts))
    return std::nullopt;
  return std::make_pair(Parts[1], Parts[2]);
}

bool isCompilerName(StringRef Word) {
  return splitCompilerName(Word).has_value();
}

bool isCompilerWrapper(StringRef Word) {
  return llvm::StringSwitch<bool>(llvm::sys::path::filename(Word))
      .Cases({"ccache", "sccache", "distcc", "icecc"}, true)
      .Default(false);
}

/// "aarch64-linux-gnu" of aarch64-linux-gnu-gcc; "" if the name has no target.
static std::string targetOfCompiler(StringRef Word) {
  auto Name = splitCompilerName(Word);
  if (!Name || Name->first.empty())
    return "";
  StringRef Prefix = Name->first.drop_back();
  llvm::Triple Target(llvm::Triple::normalize(Prefix));
  return Target.getArch() == llvm::Triple::UnknownArch ? "" : Prefix.str();
}

/// Drops wrappers (ccache, distcc, env A=b) in front of the compiler.
static llvm::ArrayRef<std::string>
withoutWrappers(llvm::ArrayRef<std::string> Argv) {
  for (size_t I = 0; I != Argv.size(); ++I) {
    if (isCompilerName(Argv[I]))
      return Argv.drop_front(I);
    // An option or a source file: the first word is a compiler by another name.
    if (StringRef(Argv[I]).starts_with("-") ||
        StringRef(Argv[I]).ends_with(".c"))
      break;
  }
  return Argv;
}

/// The folder below arch/ that an include path names, "" if it names none.
static StringRef archOfIncludePath(StringRef Path) {
  size_t At = Path.find("arch/");
  if (At == StringRef::npos || (At && Path[At - 1] != '/'))
    return "";
  auto [Arch, Rest] = Path.drop_front(At + 5).split('/');
  return Rest == "include" || Rest.starts_with("include/") ? Arch : "";
}

/// A folder of headers that belong to one compiler (stdarg.h, arm_neon.h).
static bool isCompilerFolder(StringRef Path) {
  return Path.contains("/lib/gcc") || Path.contains("/lib/clang/") ||
         Path.contains("/lib64/gcc");
}

namespace {

class Translator {
public:
  TranslatedCommand run(StringRef Directory, StringRef File,
                        const std::vector<std::string> &Argv, StringRef Arch);

private:
  void translate(const llvm::opt::Arg &A);
  void translatePreprocessorPart(StringRef Part);
  void keep(const llvm::opt::Arg &A);

  void dropWhatTheTargetLacks();

  llvm::opt::InputArgList Parsed;
  std::map<unsigned, unsigned> EndOf; ///< first word of a flag -> behind it
  std::vector<std::string> Kept;
  std::vector<std::string> Unknown;
  std::string SourceArch;
  bool HasTarget = false, Is32Bit = false, OwnsCompilerHeaders = false;
};

} // namespace

/// Flags of every kernel build that change the object file and not the meaning
/// of the text; nobody wants to hear of them.
static bool isForTheBuildOnly(const llvm::opt::Option &O, StringRef Spelling) {
  if (O.matches(options::OPT_M_Group) || O.matches(options::OPT_Action_Group) ||
      O.matches(options::OPT_Link_Group) ||
      O.matches(options::OPT_DebugInfo_Group))
    return true;
  switch (O.getID()) {
  case options::OPT_INPUT:
  case options::OPT_o:
  case options::OPT_pg:
  case options::OPT_pipe:
  case options::OPT_v:
  case options::OPT_mllvm:
  case options::OPT_mmlir:
  case options::OPT__param:
  case options::OPT_Wa_COMMA:
  case options::OPT_Xassembler:
  case options::OPT_save_temps:
  case options::OPT_save_temps_EQ:
  case options::OPT_specs:
  case options::OPT_pedantic_errors:
    return true;
  default:
    break;
  }
  if (Spelling == "-Werror")
    return true;
  static const StringRef Prefixes[] = {"-fsanitize",
                                       "-fno-sanitize",
                                       "-fprofile",
                                       "-fno-profile",
                                       "-ftest-coverage",
                                       "-fcoverage",
                                       "-fplugin",
                                       "-frandomize-layout",
                                       "-fpatchable",
                                       "-finstrument",
                                       "-flto",
                                       "-fno-lto",
                                       "-fsplit-lto",
                                       "-fwhole-program",
                                       "-fdebug",
                                       "-fdump",
                                       "-fstack-usage",
                                       "-ftime-",
                                       "-fsave-opt",
                                       "-fxray",
                                       "-fmemory-profile",
                                       "-fdiagnostics",
                                       "-fcolor",
                                       "-fmessage-length",
                                       "-ffile-prefix-map",
                                       "-fmacro-prefix-map",
                                       "-ftrivial-auto-var-init",
                                       "-fzero-call-used-regs",
                                       "-fstack-protector",
                                       "-fstack-clash",
                                       "-falign-",
                                       "-mfentry",
                                       "-mrecord-mcount",
                                       "-mnop-mcount",
                                       "-mretpoline",
                                       "-mindirect-branch",
                                       "-mfunction-return",
                                       "-mharden-sls",
                                       "-mstack-protector-guard"};
  for (StringRef Prefix : Prefixes)
    if (Spelling.starts_with(Prefix))
      return true;
  return false;
}

/// Flags that decide how a text is read, by their beginning; those of -m set
/// the target and come as a group.
static bool decidesHowTextIsRead(const llvm::opt::Arg &A, StringRef Spelling) {
  const llvm::opt::Option &O = A.getOption();
  switch (O.getID()) {
  case options::OPT_D:
  case options::OPT_U:
  case options::OPT_I:
  case options::OPT_isystem:
  case options::OPT_iquote:
  case options::OPT_idirafter:
  case options::OPT_include:
  case options::OPT_nostdinc:
  case options::OPT_nostdlibinc:
  case options::OPT_undef:
  case options::OPT_std_EQ:
  case options::OPT_ansi:
  case options::OPT_pedantic:
  case options::OPT_w:
  case options::OPT_target:
    return true;
  default:
    break;
  }
  if (O.matches(options::OPT_W_Group) || O.matches(options::OPT_O_Group) ||
      O.matches(options::OPT_m_Group))
    return true;
  static const char *const Language[] = {"short-wchar",
                                         "short-enums",
                                         "signed-char",
                                         "unsigned-char",
                                         "signed-bitfields",
                                         "ms-extensions",
                                         "ms-anonymous-structs",
                                         "experimental-late-parse-attributes",
                                         "gnu89-inline",
                                         "freestanding",
                                         "hosted",
                                         "builtin",
                                         "common",
                                         "strict-aliasing",
                                         "wrapv",
                                         "strict-overflow",
                                         "delete-null-pointer-checks",
                                         "pic",
                                         "PIC",
                                         "pie",
                                         "PIE",
                                         "pack-struct",
                                         "strict-flex-arrays",
                                         "cf-protection",
                                         "omit-frame-pointer",
                                         "optimize-sibling-calls",
                                         "asynchronous-unwind-tables",
                                         "unwind-tables",
                                         "jump-tables",
                                         "stack-check",
                                         "exceptions",
                                         "visibility",
                                         "gnu-keywords",
                                         "asm",
                                         "dollars-in-identifiers",
                                         "direct-access-external-data",
                                         "semantic-interposition",
                                         "math-errno"};
  StringRef Name = Spelling;
  if (!Name.consume_front("-f"))
    return false;
  Name.consume_front("no-");
  return llvm::any_of(Language, [&](StringRef Known) {
    StringRef Rest = Name;
    return Rest.consume_front(Known) &&
           (Rest.empty() || Rest.front() == '=' || Rest.front() == '-');
  });
}

/// Keeps the words of \p A as they were typed.
void Translator::keep(const llvm::opt::Arg &A) {
  for (unsigned I = A.getIndex(); I != EndOf[A.getIndex()]; ++I)
    Kept.push_back(Parsed.getArgString(I));
}

/// One part of `-Wp,a,b`: what the preprocessor would get.
void Translator::translatePreprocessorPart(StringRef Part) {
  for (StringRef Prefix : {"-D", "-U", "-I"})
    if (Part.starts_with(Prefix))
      Kept.push_back(Part.str());
}

void Translator::translate(const llvm::opt::Arg &A) {
  const llvm::opt::Option &O = A.getOption();
  std::string Spelling = A.getAsString(Parsed);
  if (O.getID() == options::OPT_UNKNOWN) {
    Unknown.push_back(Spelling);
    return;
  }
  if (O.getID() == options::OPT_Wp_COMMA) {
    // After -MMD, and the like, comes the name of a file.
    for (unsigned I = 0; I != A.getNumValues(); ++I)
      if (StringRef(A.getValue(I)).starts_with("-M"))
        return;
      else
        translatePreprocessorPart(A.getValue(I));
    return;
  }
  if (isForTheBuildOnly(O, Spelling))
    return;
  // A database is data: whatever is not known to be harmless may write files
  // or load code.
  if (!decidesHowTextIsRead(A, Spelling)) {
    Unknown.push_back(Spelling);
    return;
  }
  if (StringRef(Spelling).starts_with("-Werror=")) {
    Kept.push_back("-W" + Spelling.substr(8));
    return;
  }
  if (O.matches(options::OPT_I_Group) || O.getID() == options::OPT_isystem) {
    StringRef Path = A.getValue();
    if (isCompilerFolder(Path)) {
      OwnsCompilerHeaders = true;
      return;
    }
    if (SourceArch.empty())
      SourceArch = archOfIncludePath(Path).str();
  }
  if (O.getID() == options::OPT_target) {
    HasTarget = true;
    Kept.push_back(std::string("--target=") + A.getValue());
    return;
  }
  if (O.getID() == options::OPT_m32)
    Is32Bit = true;
  keep(A);
}

/// Flags for the target's sake: the driver may know them and still refuse
/// their value, as with -mabi=lp64, which gcc takes for arm64.
static bool concernsTarget(StringRef Flag) {
  return Flag.starts_with("-m") || Flag.starts_with("-f");
}

/// Drops the flags that Clang's driver refuses for the target one by one, if it
/// refuses them together.
void Translator::dropWhatTheTargetLacks() {
  std::vector<std::string> Target, All;
  for (const std::string &Flag : Kept)
    if (StringRef(Flag).starts_with("--target=") || Flag == "-m32" ||
        Flag == "-m64" || Flag == "-EL" || Flag == "-EB" ||
        StringRef(Flag).ends_with("-endian"))
      Target.push_back(Flag);
  All = Target;
  llvm::copy_if(Kept, std::back_inserter(All), concernsTarget);
  if (driverAccepts(All))
    return;
  std::erase_if(Kept, [&](const std::string &Flag) {
    if (!concernsTarget(Flag))
      return false;
    std::vector<std::string> One = Target;
    One.push_back(Flag);
    if (driverAccepts(One))
      return false;
    Unknown.push_back(Flag);
    return true;
  });
}

TranslatedCommand Translator::run(StringRef Directory, StringRef File,
                                  const std::vector<std::string> &Argv,
                                  StringRef Arch) {
  llvm::ArrayRef<std::string> Words = withoutWrappers(Argv);
  std::vector<const char *> Pointers;
  for (const std::string &Word : Words.drop_front(Words.empty() ? 0 : 1))
    Pointers.push_back(Word.c_str());
  unsigned MissingIndex = 0, MissingCount = 0;
  Parsed = clang::getDriverOptTable().ParseArgs(
      Pointers, MissingIndex, MissingCount,
      llvm::opt::Visibility(options::ClangOption));
  for (const llvm::opt::Arg *A : Parsed)
    EndOf[A->getIndex()] = Pointers.size();
  for (auto At = EndOf.begin(); At != EndOf.end(); ++At)
    if (std::next(At) != EndOf.end())
      At->second = std::next(At)->first;
  for (const llvm::opt::Arg *A : Parsed)
    translate(*A);

  // The compiler's own headers must be those of the Clang that reads them.
  if (OwnsCompilerHeaders)
    for (std::string &Flag : Kept)
      if (Flag == "-nostdinc")
        Flag = "-nostdlibinc";

  TranslatedCommand Result;
  CompileCommand &Command = Result.Command;
  if (!HasTarget) {
    std::string Target = Words.empty() ? "" : targetOfCompiler(Words.front());
    if (Target.empty())
      Target =
          targetOf(SourceArch.empty() ? sourceArch(Arch) : SourceArch).str();
    if (!Target.empty())
      Kept.insert(Kept.begin(), "--target=" + Target);
  }
  dropWhatTheTargetLacks();
  Result.Unknown = std::move(Unknown);
  Command.Arguments = std::move(Kept);
  llvm::SmallString<256> Full(File);
  if (!llvm::sys::path::is_absolute(File)) {
    Full = Directory;
    llvm::sys::path::append(Full, File);
  }
  Command.Directory = Directory.str();
  Command.File = Full.str().str();
  Command.Arguments.push_back(Command.File);
  Command.Arch = !Arch.empty()         ? Arch.str()
                 : SourceArch == "x86" ? (Is32Bit ? "i386" : "x86_64")
                                       : SourceArch;
  return Result;
}

TranslatedCommand translateCommand(StringRef Directory, StringRef File,
                                   const std::vector<std::string> &Argv,
                                   StringRef Arch) {
  return Translator().run(Directory, File, Argv, Arch);
}

} // namespace premap
