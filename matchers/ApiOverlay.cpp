#include "matchers/ApiOverlay.h"

#include "guard/GuardedFiles.h"
#include "kernel/Releases.h"

#include "clang/Basic/LangOptions.h"
#include "clang/Basic/SourceLocation.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/Token.h"
#include "llvm/ADT/StringRef.h"

#include "OverlayTexts.inc"

using namespace clang;
using llvm::StringRef;

namespace premap {
namespace {

/// The tokens of a header as it is written: nothing is expanded, comments are
/// gone, directives are tokens like others.
class HeaderTokens {
public:
  explicit HeaderTokens(StringRef Text) : Text(Text) {
    LangOptions Options;
    Options.C99 = Options.C11 = Options.GNUMode = Options.LineComment = true;
    Lexer Raw(SourceLocation(), Options, Text.begin(), Text.begin(),
              Text.end());
    Token T;
    do {
      Raw.LexFromRawLexer(T);
      unsigned Offset = Raw.getBufferLocation() - Text.begin() - T.getLength();
      Tokens.push_back(
          {Text.substr(Offset, T.getLength()), Offset, T.isAtStartOfLine()});
    } while (T.isNot(tok::eof));
    Tokens.pop_back();
  }

  struct Record {
    unsigned Begin = 0;      ///< of `struct`
    unsigned OpenBrace = 0;  ///< index of the token
    unsigned CloseBrace = 0; ///< index of the token
  };

  /// The definition of struct \p Name.
  std::optional<Record> findStruct(StringRef Name) const {
    for (unsigned I = 0; I + 2 < Tokens.size(); ++I) {
      if (Tokens[I].Text != "struct" || Tokens[I + 1].Text != Name ||
          Tokens[I + 2].Text != "{")
        continue;
      unsigned Depth = 0;
      for (unsigned J = I + 2; J < Tokens.size(); ++J) {
        if (Tokens[J].Text == "{")
          ++Depth;
        else if (Tokens[J].Text == "}" && --Depth == 0)
          return Record{Tokens[I].Offset, I + 2, J};
      }
    }
    return std::nullopt;
  }

  unsigned offset(unsigned Index) const { return Tokens[Index].Offset; }

  /// The end of the declaration `\p Member ;` in \p Within.
  std::optional<unsigned> findMember(const Record &Within,
                                     StringRef Member) const {
    for (unsigned I = Within.OpenBrace; I < Within.CloseBrace; ++I)
      if (Tokens[I].Text == Member && Tokens[I + 1].Text == ";")
        return Tokens[I + 1].Offset + 1;
    return std::nullopt;
  }

  /// Where the last `#endif`, the one of the include guard, begins.
  std::optional<unsigned> lastEndif() const {
    for (unsigned I = Tokens.size(); I > 1; --I)
      if (Tokens[I - 1].Text == "endif" && Tokens[I - 2].Text == "#" &&
          Tokens[I - 2].StartsLine)
        return Tokens[I - 2].Offset;
    return std::nullopt;
  }

private:
  struct Piece {
    StringRef Text;
    unsigned Offset;
    bool StartsLine;
  };

  StringRef Text;
  std::vector<Piece> Tokens;
};

/// One header on its way into the overlay.
class Header {
public:
  Header(std::string Path, std::string Original)
      : Path(std::move(Path)), Original(std::move(Original)),
        Tokens(this->Original) {}
  Header(const Header &) = delete;
  Header &operator=(const Header &) = delete;

  llvm::Error insertBeforeStruct(StringRef Name, StringRef What) {
    auto Record = Tokens.findStruct(Name);
    if (!Record)
      return missing("a definition of struct " + Name);
    insert(Record->Begin, "\n" + What.str() + "\n");
    return llvm::Error::success();
  }

  /// Last in the struct, so that positional initialisers keep their meaning.
  llvm::Error addMember(StringRef Name, StringRef Declaration) {
    auto Record = Tokens.findStruct(Name);
    if (!Record)
      return missing("a definition of struct " + Name);
    insert(Tokens.offset(Record->CloseBrace), Declaration.str() + "; ");
    return llvm::Error::success();
  }

  llvm::Error addAfterMember(StringRef Name, StringRef Member,
                             StringRef Declaration) {
    auto Record = Tokens.findStruct(Name);
    auto End = Record ? Tokens.findMember(*Record, Member) : std::nullopt;
    if (!End)
      return missing("a member " + Member + " in struct " + Name);
    insert(*End, " " + Declaration.str() + ";");
    return llvm::Error::success();
  }

  llvm::Error insertAtEnd(StringRef What) {
    auto End = Tokens.lastEndif();
    if (!End)
      return missing("the #endif of an include guard");
    insert(*End, What.str() + "\n");
    return llvm::Error::success();
  }

  std::string text() const {
    std::string Result = Original;
    for (auto It = Insertions.rbegin(); It != Insertions.rend(); ++It)
      Result.insert(It->first, It->second);
    return Result;
  }

private:
  llvm::Error missing(const llvm::Twine &What) const {
    return llvm::createStringError(
        "cannot add the target's API to " + Path + ": it lacks " + What.str() +
        "; use a target that the tree has itself (--target-api auto)");
  }

  void insert(unsigned Offset, std::string What) { Insertions[Offset] += What; }

  std::string Path;
  std::string Original;
  HeaderTokens Tokens;
  std::map<unsigned, std::string> Insertions;
};

/// What the overlay is made of, for one target.
class OverlayBuilder {
public:
  OverlayBuilder(const std::string &Root, unsigned Release,
                 const HeaderReader &Read)
      : Root(Root), Release(Release), Read(Read) {}

  llvm::Expected<VirtualFiles> build() {
    if (auto E = edit("include/linux/mm_types.h",
                      [&](Header &H) { return mmTypes(H); }))
      return E;
    if (auto E = edit("include/linux/mm.h", [&](Header &H) { return mm(H); }))
      return E;
    if (auto E = edit("include/linux/fs.h", [&](Header &H) { return fs(H); }))
      return E;
    if (auto E = edit("include/linux/shmem_fs.h", [&](Header &H) {
          return H.insertAtEnd(include("shmem_fs.h", ShmemFsText));
        }))
      return E;
    if (Release < 701)
      return std::move(Files);
    if (auto E = editIfPresent("include/linux/uio_driver.h", [](Header &H) {
          return H.addMember("uio_info",
                             "int (*mmap_prepare)(struct uio_info *info, "
                             "struct vm_area_desc *desc)");
        }))
      return E;
    if (auto E = editIfPresent("include/linux/hyperv.h", [](Header &H) {
          return H.addMember("vmbus_channel", "int (*mmap_prepare_ring_buffer)("
                                              "struct vmbus_channel *channel, "
                                              "struct vm_area_desc *desc)");
        }))
      return E;
    return std::move(Files);
  }

private:
  using Change = llvm::function_ref<llvm::Error(Header &)>;

  llvm::Error edit(const std::string &Path, Change Apply) {
    std::optional<std::string> Text = Read(Path);
    if (!Text)
      return llvm::createStringError("cannot read " + Root + "/" + Path +
                                     ": is '" + Root + "' a kernel tree?");
    Header H(Path, std::move(*Text));
    if (auto E = Apply(H))
      return E;
    Files[Root + "/" + Path] = H.text();
    return llvm::Error::success();
  }

  llvm::Error editIfPresent(const std::string &Path, Change Apply) {
    return Read(Path) ? edit(Path, Apply) : llvm::Error::success();
  }

  llvm::Error mmTypes(Header &H) {
    if (auto E = H.insertBeforeStruct("vm_area_struct",
                                      include("mm_types.h", MmTypesText)))
      return E;
    if (Release < 619)
      return llvm::Error::success();
    return H.addAfterMember("vm_area_struct", "vm_flags",
                            "vma_flags_t flags");
  }

  llvm::Error mm(Header &H) {
    if (Release >= 701)
      if (auto E = H.addMember("vm_operations_struct",
                               "int (*mapped)(unsigned long start, "
                               "unsigned long end, pgoff_t pgoff, "
                               "const struct file *file, "
                               "void **vm_private_data)"))
        return E;
    return H.insertAtEnd(include("mm.h", MmText));
  }

  llvm::Error fs(Header &H) {
    if (auto E =
            H.insertBeforeStruct("file_operations", "struct vm_area_desc;"))
      return E;
    if (auto E = H.addMember("file_operations",
                             "int (*mmap_prepare)(struct vm_area_desc *desc)"))
      return E;
    return H.insertAtEnd(include("fs.h", FsText));
  }

  /// Adds \p Text as a header of its own, so that diagnostics in it are told
  /// from the tree's, and returns the directive that includes it.
  std::string include(const std::string &Name, const char *Text) {
    std::string Path = "linux/premap_target_" + Name;
    Files[Root + "/include/" + Path] = "#define PREMAP_TARGET " +
                                       std::to_string(Release) + "\n" + Text +
                                       "#undef PREMAP_TARGET\n";
    return "#include <" + Path + ">";
  }

  const std::string &Root;
  unsigned Release;
  const HeaderReader &Read;
  VirtualFiles Files;
};

} // namespace

llvm::Expected<VirtualFiles> apiOverlay(const std::string &Root,
                                        const ApiFeatures &Own,
                                        const std::string &Target,
                                        const HeaderReader &Read) {
  const kernel::Release *Release = kernel::releaseNamed(Target);
  if (!Release || !Release->HasPrepare)
    return llvm::createStringError("unknown target API '" + Target +
                                   "': choose one of " + kernel::targetList());
  if (Own.MmapPrepare) {
    if (profileName(Own) == Target)
      return VirtualFiles();
    return llvm::createStringError(
        "the tree has the API of " + profileName(Own) +
        " itself, a preview of " + Target +
        " would mix the two: use --target-api auto or a tree of that release");
  }
  return OverlayBuilder(Root, Release->Number, Read).build();
}

llvm::Expected<VirtualFiles> apiOverlay(const std::string &Root,
                                        const ApiFeatures &Own,
                                        const std::string &Target) {
  return apiOverlay(Root, Own, Target,
                    [&](const std::string &Path) -> std::optional<std::string> {
                      auto Text = readRegularFile(Root + "/" + Path, Root);
                      if (!Text)
                        return std::nullopt;
                      return std::move(*Text);
                    });
}

/// What the overlay's texts take from the headers that they stand in.
static const char OverlayGround[] = R"(
typedef _Bool bool;
typedef unsigned long size_t, vm_flags_t;
#define pgoff_t unsigned long
typedef unsigned long long phys_addr_t;
typedef struct { unsigned long pgprot; } pgprot_t;
#define CONFIG_MMU 1
#define IS_DAX(inode) 0
struct address_space { struct inode *host; };
struct file { struct address_space *f_mapping; };
struct file_operations;
struct vm_area_struct;
struct vm_area_desc;
)";

static HeaderShapes shapesOfText(const std::string &Text) {
  CompileCommand Command;
  Command.Directory = "/";
  Command.File = "/premap-overlay.c";
  Command.Arguments = {"-nostdinc", "-std=gnu11", "--target=x86_64-linux-gnu",
                       Command.File};
  HeaderShapes Shapes;
  parseUnit(Command, {{Command.File, Text}},
            [&](CompilerInstance &CI) { Shapes = shapesOfUnit(CI); });
  return Shapes;
}

HeaderShapes overlayShapes(const kernel::Release &Target) {
  std::string Ground = "#define PREMAP_TARGET " +
                       std::to_string(Target.Number) + "\n" + OverlayGround;
  HeaderShapes Shapes =
      shapesOfText(Ground + MmTypesText + MmText + FsText + ShmemFsText);
  for (const auto &[Name, Type] : shapesOfText(Ground))
    Shapes.erase(Name);
  return Shapes;
}

} // namespace premap
