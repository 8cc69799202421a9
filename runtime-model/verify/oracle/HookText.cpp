// Hooks as C.
#include "verify/oracle/Handler.h"

namespace premap::verify {
namespace {

class Writer {
public:
  Writer(const Hook &H, bool Prepare, const std::string &Suffix)
      : H(H), Prepare(Prepare), Suffix(Suffix) {}

  std::string run() {
    Out = "#include \"kernel.h\"\n#include \"state.h\"\n";
    for (std::size_t I = 0; I < H.Helpers.size(); ++I)
      Out += "static unsigned long helper" + std::to_string(I) + Suffix +
             "(struct state *st)\n{\n\treturn " + text(H.Helpers[I]) + ";\n}\n";
    writeOperations();
    Out += Prepare ? "static int my_prepare" + Suffix +
                         "(struct vm_area_desc *desc)\n{\n"
                         "\tstruct state *st = desc->file->private_data;\n"
                   : "static int my_mmap" + Suffix +
                         "(struct file *file, struct vm_area_struct *vma)\n{\n"
                         "\tstruct state *st = file->private_data;\n";
    write(H.Body, 1);
    Out += "\treturn 0;\n}\nconst struct file_operations my_fops" + Suffix +
           " = { ." +
           (Prepare ? "mmap_prepare = my_prepare" : "mmap = my_mmap") + Suffix +
           " };\n";
    return std::move(Out);
  }

private:
  void writeOperations() {
    if (H.Counts)
      Out += "static void my_close" + Suffix +
             "(struct vm_area_struct *vma)\n{\n"
             "\tstruct state *st = vma->vm_file->private_data;\n\n"
             "\tkref_put(&st->ref, state_release);\n}\n";
    if (Prepare && H.GetsInMapped)
      Out += "static int my_mapped" + Suffix +
             "(unsigned long start, unsigned long end, pgoff_t pgoff,\n"
             "\tconst struct file *file, void **vm_private_data)\n{\n"
             "\tstruct state *st = file->private_data;\n\n"
             "\tkref_get(&st->ref);\n\treturn 0;\n}\n";
    Out +=
        "static const struct vm_operations_struct my_ops" + Suffix + " = {\n";
    if (H.Counts)
      Out += "\t.close = my_close" + Suffix + ",\n";
    if (Prepare && H.GetsInMapped)
      Out += "\t.mapped = my_mapped" + Suffix + ",\n";
    Out += "};\n";
  }

  static std::string joined(const std::string &Flags, const char *Front,
                            const char *Back, const char *Between) {
    std::string Result;
    std::size_t Begin = 0;
    for (;;) {
      std::size_t End = Flags.find('|', Begin);
      Result += (Begin ? Between : "") + std::string(Front) +
                Flags.substr(Begin, End - Begin) + Back;
      if (End == std::string::npos)
        return Result;
      Begin = End + 1;
    }
  }
  std::string word(const std::string &Flags) const {
    return "(" + joined(Flags, "VM_", "", " | ") + ")";
  }
  static std::string bits(const std::string &Flags) {
    return joined(Flags, "VMA_", "_BIT", ", ");
  }

  std::string text(const Expr &E) const {
    switch (E.What) {
    case Expr::Plain:
      return E.Text.starts_with("helper") ? E.Text + Suffix + "(st)" : E.Text;
    case Expr::Pgoff:
      return Prepare ? "desc->pgoff" : "vma->vm_pgoff";
    case Expr::Pages:
      return Prepare ? "vma_desc_pages(desc)" : "vma_pages(vma)";
    case Expr::Size:
      return Prepare ? "vma_desc_size(desc)" : "(vma->vm_end - vma->vm_start)";
    case Expr::Any:
      return Prepare ? "vma_desc_test_any(desc, " + bits(E.Text) + ")"
                     : "((vma->vm_flags & " + word(E.Text) + ") != 0)";
    case Expr::All:
      return Prepare ? "vma_desc_test_all(desc, " + bits(E.Text) + ")"
                     : "((vma->vm_flags & " + word(E.Text) +
                           ") == " + word(E.Text) + ")";
    case Expr::May:
      return "capable(" + E.Text + ")";
    case Expr::Not:
      return "!" + inner(E.Args[0]);
    case Expr::Cast:
      return "(" + E.Text + ")" + inner(E.Args[0]);
    case Expr::Binary:
      break;
    }
    return inner(E.Args[0]) + " " + E.Text + " " + inner(E.Args[1]);
  }
  std::string inner(const Expr &E) const {
    return E.What == Expr::Binary ? "(" + text(E) + ")" : text(E);
  }

  void line(unsigned Depth, const std::string &Text) {
    Out += std::string(Depth, '\t') + Text + "\n";
  }

  void write(const std::vector<Stmt> &Body, unsigned Depth) {
    for (const Stmt &S : Body)
      write(S, Depth);
  }

  void write(const Stmt &S, unsigned Depth) {
    std::string First = S.E.empty() ? "" : text(S.E[0]);
    switch (S.What) {
    case Stmt::Check:
      line(Depth, "if (" + First + ")");
      return line(Depth + 1, "return -" + S.Name + ";");
    case Stmt::Return:
      return line(Depth,
                  "return " + (S.Name.empty() ? "0" : "-" + S.Name) + ";");
    case Stmt::Local:
      return line(Depth, "unsigned long " + S.Name + " = " + First + ";");
    case Stmt::Store:
      return line(Depth, S.Name + " = " + First + ";");
    case Stmt::StoreAt:
      return line(Depth,
                  "st->tab[(" + First + ") & 7] = " + text(S.E[1]) + ";");
    case Stmt::Probe:
      return line(Depth,
                  "unsigned long " + S.Name + " = probe(st, " + First + ");");
    case Stmt::Poke:
      return line(Depth, "poke(st, " + First + ");");
    case Stmt::If:
      line(Depth, "if (" + First + ") {");
      write(S.Then, Depth + 1);
      if (!S.Else.empty()) {
        line(Depth, "} else {");
        write(S.Else, Depth + 1);
      }
      return line(Depth, "}");
    case Stmt::Loop:
      line(Depth, "for (unsigned long " + S.Name + " = 0; " + S.Name + " < " +
                      First + "; " + S.Name + "++) {");
      write(S.Then, Depth + 1);
      return line(Depth, "}");
    case Stmt::Locked:
      line(Depth, "mutex_lock(&st->" + S.Name + ");");
      // A local of its own may be declared in it.
      line(Depth, "{");
      write(S.Then, Depth + 1);
      line(Depth, "}");
      return line(Depth, "mutex_unlock(&st->" + S.Name + ");");
    case Stmt::Remap:
      return writeRemap(S, Depth);
    case Stmt::Get:
      if (!Prepare || !H.GetsInMapped)
        line(Depth, "kref_get(&st->ref);");
      return;
    default:
      return line(Depth, mappingText(S, First));
    }
  }

  /// What sets a field of the mapping.
  std::string mappingText(const Stmt &S, const std::string &First) const {
    std::string Field = Prepare ? "desc->" : "vma->vm_";
    switch (S.What) {
    case Stmt::SetFlags:
      return Prepare ? "vma_desc_set_flags(desc, " + bits(S.Name) + ");"
                     : "vm_flags_set(vma, " + word(S.Name) + ");";
    case Stmt::ClearFlags:
      return Prepare ? "vma_desc_clear_flags(desc, " + bits(S.Name) + ");"
                     : "vm_flags_clear(vma, " + word(S.Name) + ");";
    case Stmt::Prot:
      return Field + "page_prot = pgprot_" + S.Name + "(" + Field +
             "page_prot);";
    case Stmt::SetPgoff:
      return Field + "pgoff = " + First + ";";
    case Stmt::SetPrivate:
      return Field + "private_data = " + First + ";";
    case Stmt::SetOps:
      return std::string(Prepare ? "desc" : "vma") + "->vm_ops = &my_ops" +
             Suffix + ";";
    default:
      return "";
    }
  }

  void writeRemap(const Stmt &S, unsigned Depth) {
    std::string Pfn = text(S.E[0]);
    std::string Size = S.E.size() > 1 ? text(S.E[1]) : "";
    if (Prepare) {
      line(Depth, Size.empty() ? "mmap_action_remap_full(desc, " + Pfn + ");"
                               : "mmap_action_remap(desc, desc->start, " + Pfn +
                                     ", " + Size + ");");
      if (!S.Name.empty())
        line(Depth, "desc->action.error_override = -" + S.Name + ";");
      return line(Depth, "return 0;");
    }
    std::string Call = "remap_pfn_range(vma, vma->vm_start, " + Pfn + ", " +
                       (Size.empty() ? "vma->vm_end - vma->vm_start" : Size) +
                       ", vma->vm_page_prot)";
    if (S.Name.empty())
      return line(Depth, "return " + Call + ";");
    line(Depth, "if (" + Call + ")");
    line(Depth + 1, "return -" + S.Name + ";");
    line(Depth, "return 0;");
  }

  const Hook &H;
  const bool Prepare;
  const std::string &Suffix;
  std::string Out;
};

} // namespace

std::string oldText(const Hook &H, const std::string &Suffix) {
  return Writer(H, /*Prepare=*/false, Suffix).run();
}

std::string newText(const Hook &H, const std::string &Suffix) {
  return Writer(H, /*Prepare=*/true, Suffix).run();
}

} // namespace premap::verify
